//! Work on objects, on two threads where that pays. Each thread has its own handle on the repository with its own
//! caches; results come back in the order in which the work was given.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};

use super::processor::elsewhere;

/// Fewer pieces than this are not worth a thread.
const FEW: usize = 256;

/// More threads than this only fight over the same pages.
const THREADS_MAX: usize = 4;

/// So many pieces for each thread: none waits long for another.
const PARTS: usize = 4;

/// Asked once: the answer is looked up in a dozen files.
fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| {
        std::thread::available_parallelism().map_or(1, |n| n.get().min(THREADS_MAX))
    })
}

/// What a function says of each item, in order.
pub(super) fn map<T: Sync, R: Send>(
    repo: &gix::Repository,
    items: &[T],
    work: impl Fn(&gix::Repository, &[T]) -> Vec<R> + Sync,
) -> Vec<R> {
    map_many(repo, items, FEW, work)
}

/// The same, for pieces of which so many are worth a thread.
pub(super) fn map_many<T: Sync, R: Send>(
    repo: &gix::Repository,
    items: &[T],
    few: usize,
    work: impl Fn(&gix::Repository, &[T]) -> Vec<R> + Sync,
) -> Vec<R> {
    if items.len() < few || threads() == 1 {
        return work(repo, items);
    }
    let threads = threads();
    let size = items.len().div_ceil(threads * PARTS);
    let parts: Vec<&[T]> = items.chunks(size).collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Vec<R>)>> = Mutex::new(Vec::new());
    let shared = repo.clone().into_sync();
    let take = |repo: &gix::Repository| {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(i) else { return };
            let made = work(repo, part);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((i, made));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(parts.len()) {
            scope.spawn(elsewhere(|| take(&shared.to_thread_local())));
        }
        std::thread::yield_now();
        // A thread takes a while to come: until then this one has done a good deal.
        take(repo);
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().flat_map(|(_, made)| made).collect()
}

/// One thread, this one, finds the work; the others do it meanwhile, and this one too once there is no more to find.
pub(super) fn pipe<T: Send, R: Send, E>(
    repo: &gix::Repository,
    find: impl FnOnce(&mut dyn FnMut(T)) -> Result<(), E>,
    work: impl Fn(&gix::Repository, T) -> R + Sync,
) -> Result<Vec<R>, E> {
    let (send, receive) = mpsc::channel::<(usize, T)>();
    let receive = Mutex::new(receive);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    let shared = repo.clone().into_sync();
    let take = |repo: &gix::Repository| {
        loop {
            let got = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok((i, item)) = got else { return };
            let made = work(repo, item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((i, made));
        }
    };
    let found = std::thread::scope(|scope| {
        let mut helpers = 0;
        let mut count = 0;
        let found = find(&mut |item| {
            let _ = send.send((count, item));
            // The first piece is mostly the only one, and then a thread is not worth its start.
            if count > 0 && helpers + 1 < threads().max(2) {
                helpers += 1;
                scope.spawn(elsewhere(|| take(&shared.to_thread_local())));
                std::thread::yield_now();
            }
            count += 1;
        });
        drop(send);
        take(repo);
        found
    });
    found?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(i, _)| *i);
    Ok(done.into_iter().map(|(_, made)| made).collect())
}
