//! One more pair of hands for a small answer: a thread with its own handle on the repository, which stays awake between
//! two pieces of work. A thread that sleeps is woken late, and often where whoever woke it works.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::git::Git;
use super::processor::elsewhere;

/// So long who has nothing to do asks again and again before sleeping.
const AWAKE: Duration = Duration::from_millis(3);

type Job = Box<dyn FnOnce(&Git) + Send>;

/// Does what is handed over, and is dropped when that is done. Where no thread can be had, whoever settles does it.
pub struct Helper {
    desk: Arc<Desk>,
}

/// What waits to be done.
#[derive(Default)]
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    /// How many are at work on something.
    working: usize,
    /// A thread is there to work.
    has_hands: bool,
    is_closed: bool,
}

impl Helper {
    pub fn begin(git: &Git) -> Self {
        let desk = Arc::new(Desk::default());
        let (here, git) = (Arc::clone(&desk), git.for_thread());
        let work = move || {
            let _leaving = Leaving(&here);
            here.work(&git(), |state| state.is_closed);
        };
        desk.lock().has_hands = true;
        if std::thread::Builder::new().spawn(elsewhere(work)).is_err() {
            desk.lock().has_hands = false;
        }
        // Where both are on one processor, the other one goes now.
        std::thread::yield_now();
        Self { desk }
    }

    pub fn hand(&self, job: impl FnOnce(&Git) + Send + 'static) {
        self.desk.lock().jobs.push_back(Box::new(job));
        self.desk.changed.notify_all();
    }

    /// Comes back when all is done that was handed over. This thread does some of it.
    pub fn settle(&self, git: &Git) {
        self.desk.work(git, State::is_done);
    }

    /// Nobody asks any more for what has not been begun.
    pub fn forget(&self) {
        self.desk.lock().jobs.clear();
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // The thread ends by itself, and nobody has to see it go.
        let mut state = self.desk.lock();
        state.is_closed = true;
        self.desk.wait(state, |state| (state.is_done() || !state.has_hands).then_some(()));
    }
}

impl State {
    fn is_done(&self) -> bool {
        self.jobs.is_empty() && self.working == 0
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for what somebody looks for.
    fn wait<'d, T>(
        &'d self,
        mut state: MutexGuard<'d, State>,
        mut look: impl FnMut(&mut State) -> Option<T>,
    ) -> T {
        let asked = Instant::now();
        loop {
            if let Some(found) = look(&mut state) {
                return found;
            }
            if asked.elapsed() < AWAKE {
                drop(state);
                std::thread::yield_now();
                state = self.lock();
            } else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Works until it is over and nothing is left.
    fn work(&self, git: &Git, is_over: impl Fn(&State) -> bool) {
        let mut next = |state: &mut State| match state.jobs.pop_front() {
            Some(job) => {
                state.working += 1;
                Some(Some(job))
            }
            None => is_over(state).then_some(None),
        };
        while let Some(job) = self.wait(self.lock(), &mut next) {
            let _working = Working(self);
            job(git);
        }
    }
}

/// The thread, however it ends.
struct Leaving<'d>(&'d Desk);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.lock().has_hands = false;
        self.0.changed.notify_all();
    }
}

/// Somebody at work, however it ends.
struct Working<'d>(&'d Desk);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.lock().working -= 1;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;

    fn with_helper(work: impl FnOnce(&Git, Helper)) {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new("git").args(["init", "--quiet"]).current_dir(&folder).status();
        assert!(made.unwrap().success());
        let git = Git::open(folder.path()).unwrap();
        work(&git, Helper::begin(&git));
    }

    #[test]
    fn who_settles_comes_back_when_all_is_done() {
        with_helper(|git, helper| {
            let done = Arc::new(AtomicUsize::new(0));
            for round in 1..=3 {
                for _ in 0..50 {
                    let done = Arc::clone(&done);
                    helper.hand(move |git| {
                        assert!(git.workdir().is_some());
                        done.fetch_add(1, Ordering::SeqCst);
                    });
                }
                helper.settle(git);
                assert_eq!(done.load(Ordering::SeqCst), 50 * round);
                // Longer than it stays awake.
                std::thread::sleep(AWAKE * 2);
            }
        });
    }

    #[test]
    fn it_is_dropped_when_all_is_done() {
        with_helper(|_, helper| {
            let done = Arc::new(AtomicUsize::new(0));
            for _ in 0..3 {
                let done = Arc::clone(&done);
                helper.hand(move |_| {
                    std::thread::sleep(AWAKE * 2);
                    done.fetch_add(1, Ordering::SeqCst);
                });
            }
            drop(helper);
            assert_eq!(done.load(Ordering::SeqCst), 3);
        });
    }

    #[test]
    fn what_is_forgotten_is_never_begun() {
        with_helper(|git, helper| {
            let (begun, begins) = mpsc::channel();
            let (go_on, goes_on) = mpsc::channel::<()>();
            helper.hand(move |_| {
                begun.send(()).unwrap();
                goes_on.recv().unwrap();
            });
            begins.recv().unwrap();
            let done = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&done);
            helper.hand(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
            });
            helper.forget();
            go_on.send(()).unwrap();
            helper.settle(git);
            drop(helper);
            assert_eq!(done.load(Ordering::SeqCst), 0);
        });
    }

    #[test]
    fn nobody_waits_for_a_thread_that_is_gone() {
        with_helper(|_, helper| {
            helper.hand(|_| panic!("as it has to in this test"));
            helper.desk.wait(helper.desk.lock(), |state| (!state.has_hands).then_some(()));
            helper.hand(|_| unreachable!("nobody is there"));
            drop(helper);
        });
    }
}
