//! Counters for `/metrics`, in the exposition format of Prometheus. No label ever holds a person, a ticket or a path.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use turno_domain::queue::Queue;
use turno_domain::ticket::TicketState;
use turno_domain::time::ClockReading;
use turno_store::Written;

/// What is counted while the hub runs.
#[derive(Default)]
pub struct Counted {
    commands: AtomicU64,
    requests: Mutex<BTreeMap<(String, u16), u64>>,
}

impl Counted {
    /// One command more.
    pub fn command(&self) {
        self.commands.fetch_add(1, Ordering::Relaxed);
    }

    /// One request more, by its route's template.
    pub fn request(&self, route: &str, status: u16) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        *requests.entry((route.to_owned(), status)).or_default() += 1;
    }

    /// Everything, as Prometheus reads it; `parts` are the devices with the states of their parts, `written` what each database was
    /// made to do, `room` the bytes that are free for both.
    pub fn exposition(
        &self,
        queue: Option<(&Queue, ClockReading)>,
        parts: &[(String, BTreeMap<String, String>)],
        written: &[(&str, Written)],
        room: Option<u64>,
    ) -> String {
        let mut out = String::new();
        let mut family = |name: &str, kind: &str, help: &str, samples: Vec<(String, u64)>| {
            let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(out, "{name}{labels} {value}");
            }
        };
        let commands = self.commands.load(Ordering::Relaxed);
        family(
            "turno_commands_total",
            "counter",
            "Commands carried out or refused.",
            vec![(String::new(), commands)],
        );
        let of_files = |of: fn(&Written) -> u64| {
            let sample = |(file, written): &(&str, Written)| (format!("{{file=\"{file}\"}}"), of(written));
            written.iter().map(sample).collect()
        };
        family(
            "turno_commits_total",
            "counter",
            "Transactions on disk, each one sync of the write-ahead log, by database.",
            of_files(|written| written.commits),
        );
        family(
            "turno_checkpoints_total",
            "counter",
            "Times that the write-ahead log was moved into its file, each up to three syncs, by database.",
            of_files(|written| written.checkpoints),
        );
        let room = room.map(|room| (String::new(), room)).into_iter().collect();
        family("turno_data_free_bytes", "gauge", "Room where the data folder lies.", room);
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let requests = requests
            .into_iter()
            .map(|((route, status), n)| (format!("{{route=\"{}\",status=\"{status}\"}}", escape(&route)), n))
            .collect();
        family("turno_requests_total", "counter", "Requests by route and status.", requests);
        if let Some((queue, now)) = queue {
            let waiting = queue.site().services.iter().map(|service| {
                let label = format!("{{service=\"{}\"}}", escape(service.key.as_str()));
                (label, u64::from(queue.waiting(&service.key)))
            });
            family("turno_waiting_tickets", "gauge", "Tickets that wait, by service.", waiting.collect());
            let mut states: BTreeMap<&str, u64> = BTreeMap::new();
            for ticket in queue.tickets() {
                *states.entry(TicketState::word(ticket.state)).or_default() += 1;
            }
            let states = states.into_iter().map(|(state, n)| (format!("{{state=\"{state}\"}}"), n)).collect();
            family("turno_tickets_today", "gauge", "Tickets of the service day, by state.", states);
            let open = queue.counters().filter(|(_, counter)| counter.operator().is_some()).count();
            family(
                "turno_counters_open",
                "gauge",
                "Counters with an operator.",
                vec![(String::new(), open as u64)],
            );
            let help = queue.open_help(&now).count();
            family(
                "turno_help_open",
                "gauge",
                "Calls for help to which nobody goes yet.",
                vec![(String::new(), help as u64)],
            );
            let doors = format!("{{doors=\"{}\"}}", queue.doors().word());
            family("turno_doors", "gauge", "How the doors stand: hours, open or closed.", vec![(doors, 1)]);
        }
        let parts = parts
            .iter()
            .flat_map(|(device, parts)| {
                parts.iter().map(move |(part, state)| {
                    let (device, part, state) = (escape(device), escape(part), escape(state));
                    (format!("{{device=\"{device}\",part=\"{part}\",state=\"{state}\"}}"), 1)
                })
            })
            .collect();
        family("turno_device_part", "gauge", "What devices last said of their parts.", parts);
        out
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_break_the_format() {
        let counted = Counted::default();
        counted.request("/api/v1/\"\n", 200);
        let text =
            counted.exposition(None, &[], &[("queue", Written { commits: 3, checkpoints: 1 })], Some(7));
        assert!(text.contains("route=\"/api/v1/\\\"\\n\",status=\"200\"} 1"), "{text}");
        assert!(text.contains("turno_commits_total{file=\"queue\"} 3\n"), "{text}");
        assert!(text.contains("turno_data_free_bytes 7\n"), "{text}");
        assert!(text.contains("turno_checkpoints_total{file=\"queue\"} 1\n"), "{text}");
    }
}
