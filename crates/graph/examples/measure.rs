//! Measures a graph of a million nodes with fifty million entries: `cargo run --release -p graph --example measure`.

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use graph::{Graph, Scratch};

const NODES: u32 = 1_000_000;
/// Edges of everybody else; in both directions there are twice as many entries.
const EDGES: usize = 25_000_000;
const HUBS: u32 = 4;
const HUB: u32 = 30_000;

fn main() -> Result<(), Box<dyn Error>> {
    let edges = edges();
    let start = Instant::now();
    let mut graph = Graph::from_sorted(NODES, edges.iter().copied())?;
    println!("from_sorted: {:?}", start.elapsed());
    let entries = edges.len();
    drop(edges);
    let bytes = graph.heap_bytes();
    println!("{} nodes, {entries} entries, {bytes} bytes, {:.3} an entry", graph.nodes(), ratio(bytes, entries));
    println!("resident: {} kB", resident());
    questions(&graph);
    checkpoint(&graph)?;
    changes(&mut graph);
    Ok(())
}

/// Four hubs with 30,000 neighbours at random, the first two with as many more that they share; a node in the middle of
/// fifty with fifty; the rest at random.
fn edges() -> Vec<(u32, u32)> {
    let mut random = Random(88_172_645_463_325_252);
    let mut edges = Vec::new();
    for hub in 0..HUBS {
        edges.extend((0..HUB).map(|_| (hub, random.below(NODES))));
    }
    let shared: Vec<u32> = (0..HUB).map(|_| random.below(NODES)).collect();
    for node in shared {
        edges.extend([(4, node), (5, node)]);
        edges.extend([(4, random.below(NODES)), (5, random.below(NODES))]);
    }
    while edges.len() < EDGES {
        // Within a circle of some hundred thousand, so that lists meet as those of people do.
        let a = random.below(NODES);
        let near = random.below(100_000);
        edges.push((a, a.saturating_add(near).checked_rem(NODES).unwrap_or_default()));
    }
    edges.retain(|(a, b)| a != b);
    edges.extend_from_within(..);
    let half = edges.len() / 2;
    for edge in edges.iter_mut().take(half) {
        *edge = (edge.1, edge.0);
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn questions(graph: &Graph) {
    let mut random = Random(7);
    let pairs: Vec<(u32, u32)> = (0..1_000_000).map(|_| (random.below(NODES), random.below(NODES))).collect();
    each("degree", &pairs, |(a, _)| graph.degree(a));
    each("contains", &pairs, |(a, b)| usize::from(graph.contains(a, b)));
    each("neighbours of 50", first(&pairs, 10_000), |(a, _)| graph.neighbours(a).map(|_| 1).sum());
    each("common of 50 and 50", first(&pairs, 10_000), |(a, b)| graph.common(a, b).count());
    each("common of a hub and 50", first(&pairs, 10_000), |(a, _)| graph.common(0, a).count());
    each("common of two hubs, 1 in 30", &[(0, 1); 200], |(a, b)| graph.common(a, b).count());
    each("common of two hubs, 1 in 2", &[(4, 5); 200], |(a, b)| graph.common(a, b).count());
    each("common of a hub and itself", &[(0, 0); 200], |(a, b)| graph.common(a, b).count());
    for (name, pairs) in [("anybody", first(&pairs, 1_000)), ("two hubs", [(0, 1), (2, 3)].as_slice())] {
        each(&format!("distance of {name}"), pairs, |(a, b)| {
            graph.distance_within(a, b, 3, 200_000, |_| true).map_or(0, |distance| usize::from(distance == 3))
        });
        each(&format!("distance of {name}, none may be passed"), pairs, |(a, b)| {
            graph.distance_within(a, b, 3, 200_000, |_| false).map_or(0, |_| 1)
        });
    }
    let mut scratch = Scratch::new();
    let mut second = |name: &str, nodes: &[(u32, u32)], budget| {
        each(name, nodes, |(a, _)| graph.second(a, &mut scratch, budget, |node| node % 10 != 0, 50).len());
    };
    second("second of 50 with 50", first(&pairs, 2_000), 200_000);
    second("second of a hub within 200,000", &[(0, 0), (1, 0), (2, 0), (3, 0)].repeat(20), 200_000);
    second("second of a hub within 50,000", &[(0, 0), (1, 0), (2, 0), (3, 0)].repeat(20), 50_000);
    second("second of 50 with 50 after a hub", first(&pairs, 2_000), 200_000);
}

fn checkpoint(graph: &Graph) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let mut bytes = Vec::new();
    graph.write_to(&mut bytes)?;
    println!("write_to: {:?}, {} bytes", start.elapsed(), bytes.len());
    let start = Instant::now();
    let read = Graph::read_from(bytes.as_slice())?;
    println!("read_from: {:?}, {} bytes in memory", start.elapsed(), read.heap_bytes());
    Ok(())
}

fn changes(graph: &mut Graph) {
    let mut random = Random(99);
    let pairs: Vec<(u32, u32)> = (0..100_000).map(|_| (random.below(NODES), random.below(NODES))).collect();
    each("insert", &pairs, |(a, b)| usize::from(graph.insert(a, b)));
    each("remove", first(&pairs, 50_000), |(a, b)| usize::from(graph.remove(a, b)));
    each("insert at a hub", first(&pairs, 200), |(a, _)| usize::from(graph.insert(0, a)));
    println!("pending: {}, {} bytes", graph.pending(), graph.heap_bytes());
    println!("with these changes:");
    questions(graph);
    let (start, mut folds, mut slowest) = (Instant::now(), 1, Duration::ZERO);
    loop {
        let fold = Instant::now();
        let is_more = graph.compact_next();
        slowest = slowest.max(fold.elapsed());
        if !is_more {
            break;
        }
        folds += 1;
    }
    println!("{folds} folds: {:?}, the slowest {slowest:?}; {} bytes", start.elapsed(), graph.heap_bytes());
}

fn first(pairs: &[(u32, u32)], count: usize) -> &[(u32, u32)] {
    pairs.get(..count).unwrap_or(pairs)
}

/// The mean of many short ones; of others the fastest, the one in the middle and the slowest.
fn each(name: &str, of: &[(u32, u32)], mut ask: impl FnMut((u32, u32)) -> usize) {
    let mut sum = 0_usize;
    if of.len() > 10_000 {
        let start = Instant::now();
        sum = of.iter().fold(0, |sum, pair| sum.wrapping_add(black_box(ask(*pair))));
        let mean = start.elapsed() / u32::try_from(of.len()).unwrap_or(u32::MAX);
        println!("{name}: {mean:?}, sum {sum}");
        return;
    }
    let mut times: Vec<Duration> = Vec::with_capacity(of.len());
    for pair in of {
        let start = Instant::now();
        sum = sum.wrapping_add(black_box(ask(*pair)));
        times.push(start.elapsed());
    }
    times.sort_unstable();
    let time = |place: usize| times.get(place).copied().unwrap_or_default();
    println!("{name}: {:?} ({:?} to {:?}), sum {sum}", time(of.len() / 2), time(0), time(of.len() - 1));
}

/// Of this process, in kB; 0 where the system does not say.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

fn ratio(bytes: usize, entries: usize) -> f64 {
    let number = |count| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(bytes) / number(entries)
}

/// xorshift64 (Marsaglia, "Xorshift RNGs", 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from((self.0 >> 32).wrapping_mul(u64::from(end)) >> 32).unwrap_or_default()
    }
}
