//! What chance costs: the choice of the generator, and the samplers against those of `rand_distr`.
//!
//! The first group asks of each candidate what a quiet week needs of it: four fresh words for each
//! person and week and four tests whether a count of small mean is more than zero. The others live
//! only here.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use rand_distr::Distribution as _;

use downline::chance::{self, Distribution, Luck, Purpose, Uniform, WIDTH};
use downline::units::{CommunityId, PersonKey};

const PERSONS: u32 = 4096;

/// Philox4x64 with ten rounds.
fn philox4x64(counter: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    let ([mut a, mut b, mut c, mut d], [mut left, mut right]) = (counter, key);
    for _ in 0..10 {
        let (high_a, low_a) = wide(a, 0xD2E7_470E_E14C_6C93);
        let (high_c, low_c) = wide(c, 0xCA5A_8263_9512_1157);
        (a, b, c, d) = (high_c ^ b ^ left, low_c, high_a ^ d ^ right, low_a);
        left = left.wrapping_add(0x9E37_79B9_7F4A_7C15);
        right = right.wrapping_add(0xBB67_AE85_84CA_A73B);
    }
    [a, b, c, d]
}

/// Philox2x64 with ten rounds.
fn philox2x64(counter: [u64; 2], mut key: u64) -> [u64; 2] {
    let [mut a, mut b] = counter;
    for _ in 0..10 {
        let (high, low) = wide(a, 0xD2B7_4407_B1CE_6E93);
        (a, b) = (high ^ key ^ b, low);
        key = key.wrapping_add(0x9E37_79B9_7F4A_7C15);
    }
    [a, b]
}

/// Two steps of a `SplitMix64` whose state is hashed from the address.
fn split_mix(person: u64, rest: u64, key: u64) -> [u64; 2] {
    let state = mix(mix(person ^ key).wrapping_add(rest));
    [mix(state.wrapping_add(GOLDEN)), mix(state.wrapping_add(GOLDEN.wrapping_mul(2)))]
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of a product")]
fn wide(a: u64, b: u64) -> (u64, u64) {
    let product = u128::from(a).wrapping_mul(u128::from(b));
    ((product >> 64) as u64, product as u64)
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of 64 bits")]
fn words(pair: [u64; 2]) -> [u32; 4] {
    [pair[0] as u32, (pair[0] >> 32) as u32, pair[1] as u32, (pair[1] >> 32) as u32]
}

/// Persons of a few communities with small weekly rates for four purposes.
fn population() -> (Vec<PersonKey>, Vec<[f64; 4]>) {
    let persons: Vec<PersonKey> =
        (0..PERSONS).map(|n| PersonKey::joiner(CommunityId(n / 512), n % 512)).collect();
    let luck = Luck::new(1, 0);
    let rate = Distribution::LogUniform { min: 1e-4, max: 0.02 };
    let rates = persons
        .iter()
        .map(|&person| {
            let purposes = [Purpose::Skill, Purpose::Hours, Purpose::Motive, Purpose::Engagement];
            purposes.map(|purpose| rate.sample(luck.attribute(person, purpose)))
        })
        .collect();
    (persons, rates)
}

/// How many of four counts are more than zero.
#[inline]
fn events(words: [u32; 4], rates: &[f64; 4]) -> u32 {
    let mut some = 0;
    for (word, rate) in words.into_iter().zip(rates) {
        some += u32::from(1.0 - rate <= Uniform::new(word).value());
    }
    some
}

/// Four counts.
#[inline]
fn counts(words: [u32; 4], rates: &[f64; 4]) -> u32 {
    chance::poisson(Uniform::new(words[0]), rates[0])
        + chance::poisson(Uniform::new(words[1]), rates[1])
        + chance::poisson(Uniform::new(words[2]), rates[2])
        + u32::from(chance::bernoulli(Uniform::new(words[3]), rates[3]))
}

/// Measures one generator over the whole population.
fn each_person(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    judge: impl Fn([u32; 4], &[f64; 4]) -> u32,
    generator: impl Fn(PersonKey, u32) -> [u32; 4],
) {
    let (persons, rates) = population();
    let mut week = 0;
    group.bench_function(name, |b| {
        b.iter(|| {
            week += 1;
            let mut sum = 0_u32;
            for (&person, rates) in persons.iter().zip(&rates) {
                sum = sum.wrapping_add(judge(generator(person, week), rates));
            }
            sum
        });
    });
}

/// Measures the generator that takes neighbours together.
#[inline]
fn eight_persons(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    judge: impl Fn([u32; 4], &[f64; 4]) -> u32,
) {
    let (persons, rates) = population();
    let luck = Luck::new(1, 0);
    let mut week = 0;
    group.bench_function(name, |b| {
        b.iter(|| {
            week += 1;
            let mut sum = 0_u32;
            for (persons, rates) in
                persons.as_chunks::<WIDTH>().0.iter().zip(rates.as_chunks::<WIDTH>().0)
            {
                let blocks = luck.blocks(persons, week, 0);
                for (n, rates) in rates.iter().enumerate() {
                    sum = sum.wrapping_add(judge(blocks.person(n).0, rates));
                }
            }
            sum
        });
    });
}

fn none([a, b, c, d]: [u32; 4], _: &[f64; 4]) -> u32 {
    a ^ b ^ c ^ d
}

/// The candidates for a quiet week.
fn quiet_week(criterion: &mut Criterion) {
    assert_eq!(philox4x64([0; 4], [0; 2])[0], 0x1655_4d9e_ca36_314c, "a published answer");
    assert_eq!(philox2x64([0; 2], 0)[0], 0xca00_a045_9843_d731, "a published answer");
    candidates(criterion, "block only", none);
    candidates(criterion, "quiet week", events);
    candidates(criterion, "weeks as they are", counts);
}

/// Measures every candidate with one use of its words.
fn candidates(
    criterion: &mut Criterion,
    name: &str,
    judge: impl Fn([u32; 4], &[f64; 4]) -> u32 + Copy,
) {
    let luck = Luck::new(1, 0);
    let key = black_box(0x0123_4567_89ab_cdef_u64);
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(u64::from(PERSONS)));
    each_person(&mut group, "philox4x32-10", judge, |p, week| luck.block(p, week, 0).0);
    eight_persons(&mut group, "philox4x32-10 by eight", judge);
    each_person(&mut group, "philox4x64-10", judge, |p, week| {
        let [a, b, ..] = philox4x64([p.0, u64::from(week), 0, 0], [key, 1]);
        words([a, b])
    });
    each_person(&mut group, "philox2x64-10", judge, |p, week| {
        words(philox2x64([p.0, u64::from(week)], key))
    });
    each_person(&mut group, "splitmix-keyed", judge, |p, week| {
        words(split_mix(p.0, u64::from(week) << 32, key))
    });
    group.finish();
}

const DRAWS: u32 = 1024;

/// Measures a sampler fed from one stream.
fn draw<T>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    law: &impl rand_distr::Distribution<T>,
) {
    let mut stream = Luck::new(2, 0).stream(PersonKey(1), 0, Purpose::Posts);
    let mut drawn = 0;
    group.bench_function(name, |b| {
        b.iter(|| {
            drawn += 1;
            if drawn % 1024 == 0 {
                stream = Luck::new(2, drawn).stream(PersonKey(1), 0, Purpose::Posts);
            }
            for _ in 0..DRAWS {
                black_box(law.sample(&mut stream));
            }
        });
    });
}

/// The samplers by rate; both sides draw from the same kind of stream.
fn samplers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("samplers");
    group.throughput(Throughput::Elements(u64::from(DRAWS)));
    for rate in [0.01, 0.3, 3.0, 30.0, 63.0, 65.0, 300.0, 1e4, 1e6] {
        draw(&mut group, &format!("poisson {rate}"), &chance::Poisson { rate });
        let oracle = rand_distr::Poisson::new(rate).expect("the rate is above 0");
        draw(&mut group, &format!("rand_distr poisson {rate}"), &oracle);
    }
    for (n, p) in [(20, 0.001), (20, 0.1), (1_000, 0.3), (1_000_000, 0.5)] {
        draw(&mut group, &format!("binomial {n} {p}"), &chance::Binomial { n, p });
        let oracle = rand_distr::Binomial::new(u64::from(n), p).expect("p is below 1");
        draw(&mut group, &format!("rand_distr binomial {n} {p}"), &oracle);
    }
    draw(&mut group, "normal", &Distribution::Normal { mean: 0.0, sd: 1.0 });
    draw(&mut group, "rand_distr normal", &rand_distr::StandardNormal.map(|z: f64| z));
    draw(&mut group, "lognormal", &Distribution::LogNormal { median: 1.0, sigma: 1.0 });
    let law = Distribution::PowerLaw { min: 1.0, max: 1e6, exponent: 1.2 };
    draw(&mut group, "power law", &law);
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_secs(1))
        .sample_size(30)
        .without_plots();
    targets = quiet_week, samplers
}
criterion_main!(benches);
