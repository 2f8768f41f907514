//! Work over numbered pieces on all cores, with results taken in the order of the numbers.

use crate::error::SynthError;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Makes `pieces` results on all cores and takes them on this thread, first piece first, so output never depends on
/// timing.
pub fn in_order<T: Send>(
    pieces: usize,
    make: impl Fn(usize) -> Result<T, SynthError> + Sync,
    mut take: impl FnMut(usize, T) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let (send, receive) = mpsc::channel();
    let cores = thread::available_parallelism().map_or(2, usize::from).min(pieces.max(1));
    thread::scope(|scope| {
        for _ in 0..cores {
            let (send, make, next, stop) = (send.clone(), &make, &next, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let piece = next.fetch_add(1, Ordering::Relaxed);
                    if piece >= pieces || send.send((piece, make(piece))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut wanted = 0;
        for (piece, result) in receive {
            early.insert(piece, result);
            while let Some(result) = early.remove(&wanted) {
                if let Err(error) = result.and_then(|made| take(wanted, made)) {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
                wanted += 1;
            }
        }
        Ok(())
    })
}
