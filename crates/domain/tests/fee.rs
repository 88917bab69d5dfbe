//! Fees: what is not set is not zero, and what is worked out can be followed line by line.

use calendar::{Date, Timestamp};
use domain::fee::{Charge, Counted, Counting, Price, Tariff, VoucherNumber, charge, in_force};
use domain::law::Rule;
use domain::money::Dong;
use domain::procedure::{Channel, Procedure, Version};
use proptest::prelude::*;

fn catalogue() -> Vec<Procedure> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/procedures");
    let mut all: Vec<Procedure> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .map(|p| serde_json::from_str(&std::fs::read_to_string(p).unwrap()).unwrap())
        .collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

fn version(key: &str) -> Version {
    catalogue().into_iter().find(|p| p.key.as_str() == key).unwrap().versions.remove(0)
}

fn price(key: &str, channel: Channel) -> Price {
    match charge(&version(key), None, channel) {
        Charge::Price(price) => price,
        other => panic!("{key}: {other:?}"),
    }
}

fn copies(lines: &[(u32, u32)]) -> Vec<Counted> {
    lines.iter().map(|(pages, number)| Counted { pages: *pages, number: *number }).collect()
}

fn tariff(amount: i64, from: &str, to: Option<&str>, set: i64) -> Tariff {
    Tariff {
        amount: Dong(amount),
        amount_online: None,
        applies_when: String::new(),
        decision: "Nghị quyết mẫu số 1".into(),
        from: from.parse().unwrap(),
        to: to.map(|t| t.parse().unwrap()),
        set: Timestamp::from_microsecond(set).unwrap(),
    }
}

#[test]
fn copies_are_charged_by_the_page_with_a_cap_for_each_copy() {
    let p = price("2.000815", Channel::InPerson);
    let one = p.work_out(&copies(&[(1, 1)])).unwrap();
    assert_eq!(one.total, Dong(2_000));
    // Two pages at 2.000, the third at 1.000; two copies of it.
    let two = p.work_out(&copies(&[(3, 2)])).unwrap();
    let line = &two.lines[0];
    assert_eq!((line.rates.len(), line.each, line.sum, two.total), (2, Dong(5_000), Dong(10_000), Dong(10_000)));
    assert_eq!((line.rates[0].times, line.rates[1].times), (2, 1));
    // 2 × 2.000 + 298 × 1.000 = 302.000, at most 200.000 a copy.
    let long = p.work_out(&copies(&[(300, 3), (1, 1)])).unwrap();
    assert!(long.lines[0].capped && !long.lines[1].capped);
    assert_eq!(long.total, Dong(602_000));
    let edge = p.work_out(&copies(&[(198, 1)])).unwrap();
    assert_eq!((edge.total, edge.lines[0].capped), (Dong(200_000), false));
}

#[test]
fn what_must_be_counted_is_counted_and_what_is_one_is_not() {
    let by_copy = price("2.000635", Channel::InPerson);
    assert_eq!(by_copy.work_out(&copies(&[(0, 3)])).unwrap().total, Dong(24_000));
    let by_registration = price("1.004222", Channel::InPerson);
    assert_eq!(by_registration.work_out(&[]).unwrap().total, Dong(20_000));
    assert_eq!(price("1.004222", Channel::Online).work_out(&[]).unwrap().total, Dong(10_000));
    let by_page = price("2.000815", Channel::InPerson);
    let refused = |p: &Price, lines: &[(u32, u32)]| p.work_out(&copies(lines)).unwrap_err();
    for (p, lines, field) in [
        (&by_copy, &[][..], "counted"),
        (&by_copy, &[(0, 0)][..], "counted.0.number"),
        (&by_copy, &[(2, 1)][..], "counted.0.pages"),
        (&by_page, &[(1, 1), (0, 1)][..], "counted.1.pages"),
        (&by_page, &[(10_001, 1)][..], "counted.0.pages"),
        (&by_registration, &[(0, 1)][..], "counted"),
    ] {
        let refusal = refused(p, lines);
        assert_eq!((refusal.rule, refusal.field.as_deref()), (Rule::FeeCounted, Some(field)), "{lines:?}");
    }
}

#[test]
fn in_the_whole_catalogue_what_the_province_sets_is_never_zero_by_default() {
    let (mut local, mut known) = (0, 0);
    for procedure in catalogue() {
        let v = &procedure.versions[0];
        match charge(v, None, Channel::InPerson) {
            Charge::NotSet => local += 1,
            Charge::Price(p) => {
                known += 1;
                assert_eq!(Some(p.amount), v.fee.amount, "{}", procedure.key);
            }
            Charge::Free => {
                assert_eq!(v.fee.amount, Some(Dong::ZERO), "{}", procedure.key);
                assert_ne!(v.fee.set_by, "province_council", "{}: nobody has said that it is free here", procedure.key);
            }
        }
        let t = tariff(30_000, "2026-01-01", None, 0);
        if v.fee.is_set_locally() {
            let Charge::Price(p) = charge(v, Some(&t), Channel::InPerson) else { panic!("{}", procedure.key) };
            assert_eq!((p.amount, p.decision.as_deref()), (Dong(30_000), Some("Nghị quyết mẫu số 1")));
        } else {
            // The law's own amount is not the unit's to change.
            assert_eq!(charge(v, Some(&t), Channel::InPerson), charge(v, None, Channel::InPerson));
        }
    }
    assert!(local >= 15 && known >= 10, "{local} set locally, {known} known");
}

#[test]
fn of_several_tariffs_the_latest_that_began_and_was_known_holds() {
    let all = [
        tariff(1, "2026-01-01", None, 10),
        tariff(2, "2026-07-01", None, 20),
        tariff(3, "2026-07-01", Some("2026-08-01"), 30),
        tariff(4, "2026-12-01", None, 40),
    ];
    let on = |day: &str, known: i64| {
        let day: Date = day.parse().unwrap();
        in_force(&all, day, Timestamp::from_microsecond(known).unwrap()).map(|t| t.amount.0)
    };
    assert_eq!(on("2025-12-31", 99), None);
    assert_eq!(on("2026-03-01", 99), Some(1));
    assert_eq!(on("2026-07-15", 99), Some(3));
    assert_eq!(on("2026-07-15", 25), Some(2), "what was entered later was not known then");
    assert_eq!(on("2026-08-01", 99), Some(2), "a tariff that ended gives way to the one before");
    assert_eq!(on("2026-12-01", 99), Some(4));
}

#[test]
fn a_voucher_number_is_written_and_read_in_one_way() {
    let n = VoucherNumber { year: 2026, order: 123 };
    assert_eq!(n.to_string(), "2026-000123");
    assert_eq!("2026-000123".parse(), Ok(n));
    for bad in ["", "2026-123", "26-000123", "2026-0000000001", "2026-00012a", "-026-000123", "2026-+00123"] {
        assert!(bad.parse::<VoucherNumber>().is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_working_adds_up_line_by_line_and_more_pages_never_cost_less(
        lines in prop::collection::vec((1_u32..400, 1_u32..50), 1..8),
        more in 1_u32..100,
    ) {
        let p = price("2.000815", Channel::InPerson);
        prop_assert_eq!(p.counting, Counting::Pages);
        let w = p.work_out(&copies(&lines)).unwrap();
        let mut total = 0;
        for l in &w.lines {
            prop_assert_eq!(l.rates.iter().map(|r| r.times).sum::<u32>(), l.pages);
            let raw: i64 = l.rates.iter().map(|r| i64::from(r.times) * r.amount.0).sum();
            prop_assert_eq!(l.each.0, raw.min(200_000));
            prop_assert_eq!(l.sum.0, l.each.0 * i64::from(l.number));
            total += l.sum.0;
        }
        prop_assert_eq!(w.total.0, total);
        let longer: Vec<(u32, u32)> = lines.iter().map(|(pages, n)| (pages + more, *n)).collect();
        prop_assert!(p.work_out(&copies(&longer)).unwrap().total >= w.total);
    }
}
