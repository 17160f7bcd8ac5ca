//! One thing done to each of many, in as many threads as it is worth: the answers come in the order of the questions,
//! so that nobody can tell how many threads there were. A tracker of a hundred items is read in one.

/// How many at once; more helps little, as the rest of a reading is one thread's work.
const THREADS: usize = 4;

/// Fewer than this for each thread are done sooner than a thread starts.
const LEAST: usize = 512;

/// What `one` makes of each, in their order.
pub fn map<T: Sync, R: Send>(all: &[T], one: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let parts = parts(all, |part| part.iter().map(&one).collect::<Vec<R>>());
    let mut made = Vec::with_capacity(all.len());
    parts.into_iter().for_each(|part| made.extend(part));
    made
}

/// What `work` makes of each run of them: one run where there are few.
pub fn parts<T: Sync, R: Send>(all: &[T], work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let size = all.len().div_ceil(THREADS).max(LEAST);
    if all.len() <= size {
        return vec![work(all)];
    }
    std::thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> =
            all.chunks(size).map(|part| scope.spawn(move || work(part))).collect();
        let finished = started.into_iter().map(|thread| match thread.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        finished.collect()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn tracker_many_answers_keep_their_order() {
        let all: Vec<usize> = (0..10_000).collect();
        assert_eq!(super::map(&all, |n| n * 2), all.iter().map(|n| n * 2).collect::<Vec<_>>());
        assert!(super::map(&[] as &[usize], |n| *n).is_empty());
        assert!(super::parts(&all, <[usize]>::len).len() > 1);
    }
}
