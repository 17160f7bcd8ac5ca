//! Which processor a thread works on. A kernel may well put a thread that was just begun where the one that began it
//! works, and leave it there for some thousandths of a second, while another processor has nothing to do: longer than
//! a small answer takes.

/// The work of a thread, which goes to another processor first, where there is one that it may use.
pub(super) fn elsewhere<R>(work: impl FnOnce() -> R) -> impl FnOnce() -> R {
    let begun = Begun::here();
    move || {
        begun.leave();
        work()
    }
}

/// The processor of whoever begins a thread.
struct Begun(#[cfg(target_os = "linux")] usize);

#[cfg(target_os = "linux")]
impl Begun {
    fn here() -> Self {
        Self(rustix::thread::sched_getcpu())
    }

    fn leave(&self) {
        if let Ok(mut allowed) = rustix::thread::sched_getaffinity(None)
            && allowed.count() > 1
        {
            allowed.unset(self.0);
            // Where that is refused, it stays.
            let _ = rustix::thread::sched_setaffinity(None, &allowed);
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Begun {
    fn here() -> Self {
        Self()
    }

    fn leave(&self) {}
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_thread_leaves_the_processor_where_it_was_begun() {
        let before = rustix::thread::sched_getaffinity(None).unwrap();
        let begun = Begun::here();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                begun.leave();
                let after = rustix::thread::sched_getaffinity(None).unwrap();
                let is_alone = before.count() == 1;
                assert_eq!(after.is_set(begun.0), is_alone);
                assert!(is_alone || rustix::thread::sched_getcpu() != begun.0);
            });
        });
        assert_eq!(rustix::thread::sched_getaffinity(None).unwrap(), before);
    }
}
