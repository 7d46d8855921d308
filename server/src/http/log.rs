//! The log: lines on their way to standard error. A disk that is full, or a pipe that nobody reads, costs
//! lines and nothing else: whoever logs never waits, and never fails.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// Lines that wait to be written.
const WAITING: usize = 4096;
/// Bytes of a line.
const LONGEST: usize = 8192;
/// Bytes that are written together.
const TOGETHER: usize = 64 * 1024;
/// How long the last lines are waited for when the server ends.
const AT_THE_END: Duration = Duration::from_millis(500);

enum Job {
    LogLine(Vec<u8>),
    /// Answered when all lines before it are written.
    End(SyncSender<()>),
}

/// Where lines are put.
#[derive(Clone)]
pub struct Log {
    to: SyncSender<Job>,
    lost: Arc<AtomicU64>,
}

impl Log {
    /// A log whose lines a thread of its own writes.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn to(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (to, from) = sync_channel(WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&lost);
        std::thread::Builder::new()
            .name("log".into())
            .spawn(move || write_all(&from, out, &counted))?;
        Ok(Self { to, lost })
    }

    /// Lines that were lost.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// Waits a moment for what was logged before.
    pub fn end(&self) {
        let (done, wait) = sync_channel(1);
        if self.to.try_send(Job::End(done)).is_ok() {
            let _ = wait.recv_timeout(AT_THE_END);
        }
    }
}

/// Writes lines as they come, several at once when they come quickly.
fn write_all(from: &Receiver<Job>, mut out: impl Write, lost: &AtomicU64) {
    let mut text = Vec::with_capacity(TOGETHER);
    while let Ok(first) = from.recv() {
        let mut lines = 0;
        let mut end = None;
        let mut next = Some(first);
        while let Some(job) = next.take() {
            match job {
                Job::LogLine(line) => {
                    text.extend(line);
                    lines += 1;
                }
                Job::End(done) => end = Some(done),
            }
            if text.len() < TOGETHER && end.is_none() {
                next = from.try_recv().ok();
            }
        }
        // How much of it was written is not known: all of it counts as lost.
        if out.write_all(&text).and_then(|()| out.flush()).is_err() {
            lost.fetch_add(lines, Ordering::Relaxed);
        }
        text.clear();
        if let Some(done) = end {
            let _ = done.send(());
        }
    }
}

/// One line, as `tracing` hands it over.
pub struct LogLine<'a>(&'a Log);

impl<'a> MakeWriter<'a> for Log {
    type Writer = LogLine<'a>;

    fn make_writer(&'a self) -> LogLine<'a> {
        LogLine(self)
    }
}

impl Write for LogLine<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut kept = line[..line.len().min(LONGEST)].to_vec();
        if kept.len() < line.len() {
            kept.push(b'\n');
        }
        if let Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) =
            self.0.to.try_send(Job::LogLine(kept))
        {
            self.0.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

static LOG: OnceLock<Log> = OnceLock::new();

/// The log of this process, to standard error.
///
/// # Errors
/// The system has no thread left.
pub fn log() -> io::Result<&'static Log> {
    if let Some(log) = LOG.get() {
        return Ok(log);
    }
    let made = Log::to(io::stderr())?;
    Ok(LOG.get_or_init(|| made))
}

/// Lines that the log of this process lost.
pub fn lost_lines() -> u64 {
    LOG.get().map_or(0, Log::lost)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc::channel;
    use std::time::Instant;

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("lock").extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A disk that is full.
    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A pipe that nobody reads until it is told.
    struct Stuck(std::sync::mpsc::Receiver<()>);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_come_whole_and_in_order() {
        let kept = Kept::default();
        let log = Log::to(kept.clone()).expect("thread");
        for i in 0..1000 {
            log.make_writer().write_all(format!("line {i}\n").as_bytes()).expect("never fails");
        }
        log.make_writer().write_all(&vec![b'x'; 100_000]).expect("never fails");
        log.end();
        let text = String::from_utf8(kept.0.lock().expect("lock").clone()).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1001);
        assert_eq!((lines[0], lines[999]), ("line 0", "line 999"));
        assert_eq!(lines[1000].len(), LONGEST);
        assert_eq!(log.lost(), 0);
    }

    #[test]
    fn a_full_disk_costs_lines_and_nothing_else() {
        let log = Log::to(Full).expect("thread");
        for _ in 0..10 {
            log.make_writer().write_all(b"line\n").expect("never fails");
        }
        log.end();
        assert_eq!(log.lost(), 10);
    }

    #[test]
    fn a_pipe_that_nobody_reads_is_not_waited_for() {
        let (go, wait) = channel();
        let log = Log::to(Stuck(wait)).expect("thread");
        let start = Instant::now();
        // Lines of which few are written together.
        let line = [b'x'; 1000];
        for _ in 0..3 * WAITING {
            log.make_writer().write_all(&line).expect("never fails");
        }
        assert!(log.lost() as usize >= WAITING, "{}", log.lost());
        log.end();
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        drop(go);
    }
}
