//! A commitment binds all its fields, and one can be opened while the others stay shut.

use ledger::{Commitment, CommitmentError, Field, Hash, Opening, Salt, Shown, commit};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn field(name: &str, value: &str, salt: u8) -> Field {
    Field::new(name, value, Salt::from_bytes([salt; 32])).expect("a good name")
}

fn fields() -> Vec<Field> {
    vec![
        field("code", "H29.12-261123-0001", 1),
        field("procedure", "1.004203", 2),
        field("applicant", "Nguyễn Thị Thử", 3),
    ]
}

#[test]
fn the_bytes_are_the_documented_ones() {
    let mut one = Sha256::new();
    one.update(b"motcua/commitment/field/v1\0");
    one.update([7; 32]);
    one.update(b"\x00\x04code");
    one.update(b"\x00\x00\x00\x00\x00\x00\x00\x02H1");
    let one: [u8; 32] = one.finalize().into();
    let mut list = Sha256::new();
    list.update(b"motcua/commitment/list/v1\0\x00\x00\x00\x01");
    list.update(one);
    let list: [u8; 32] = list.finalize().into();
    let fields = [field("code", "H1", 7)];
    assert_eq!(fields[0].digest(), Hash::from_bytes(one));
    assert_eq!(commit(&fields).map(|it| *it.hash()), Ok(Hash::from_bytes(list)));
}

#[test]
fn one_field_is_opened_and_the_others_stay_shut() {
    let public = commit(&fields()).expect("committed");
    let opening = Opening::of(&fields(), &[1]).expect("opened");
    assert_eq!(public.verify(&opening), Ok(()));
    assert_eq!(opening.value("procedure"), Some(&b"1.004203"[..]));
    assert_eq!(opening.value("applicant"), None);
    let shown = format!("{:?}", opening.fields());
    assert!(!shown.contains("Nguyễn") && !shown.contains("H29"), "{shown}");
}

#[test]
fn a_changed_value_name_salt_or_order_is_refused() {
    let public = commit(&fields()).expect("committed");
    for changed in
        [field("procedure", "1.004204", 2), field("procedures", "1.004203", 2), field("procedure", "1.004203", 9)]
    {
        let mut shown = Opening::of(&fields(), &[1]).expect("opened").fields().to_vec();
        shown[1] = Shown::Open(changed);
        let opening = Opening::from_fields(shown);
        assert_eq!(public.verify(&opening), Err(CommitmentError::Mismatch));
    }
    let mut shown = Opening::of(&fields(), &[0, 1]).expect("opened").fields().to_vec();
    shown.swap(0, 1);
    assert_eq!(public.verify(&Opening::from_fields(shown)), Err(CommitmentError::Mismatch));
    let mut shown = Opening::of(&fields(), &[0]).expect("opened").fields().to_vec();
    shown.pop();
    assert_eq!(public.verify(&Opening::from_fields(shown)), Err(CommitmentError::Mismatch));
}

#[test]
fn what_cannot_be_committed_to_is_told() {
    let salt = Salt::from_bytes([0; 32]);
    assert_eq!(Field::new("", "x", salt), Err(CommitmentError::Name));
    assert_eq!(Field::new("n".repeat(65_536), "x", salt), Err(CommitmentError::Name));
    assert_eq!(commit(&[]), Err(CommitmentError::Count));
    let twice = [field("code", "1", 1), field("code", "2", 2)];
    assert_eq!(commit(&twice), Err(CommitmentError::Twice));
    assert_eq!(Opening::of(&fields(), &[3]), Err(CommitmentError::NoSuchField(3)));
    assert_eq!(
        Commitment::from_hash(ledger::empty_root()).verify(&Opening::from_fields(vec![])),
        Err(CommitmentError::Count)
    );
    assert_eq!(format!("{salt:?}"), "Salt(secret)");
}

proptest! {
    #[test]
    fn name_and_value_never_run_into_each_other(
        text in "[a-c]{2,8}", first in 1_usize..8, second in 1_usize..8,
    ) {
        let (first, second) = (first.min(text.len() - 1), second.min(text.len() - 1));
        let one = field(&text[..first], &text[first..], 1);
        let other = field(&text[..second], &text[second..], 1);
        prop_assert_eq!(one.digest() == other.digest(), first == second);
    }

    #[test]
    fn any_choice_of_open_fields_verifies(open in prop::collection::btree_set(0_usize..3, 0..=3)) {
        let open: Vec<usize> = open.into_iter().collect();
        let public = commit(&fields()).expect("committed");
        let opening = Opening::of(&fields(), &open).expect("opened");
        prop_assert_eq!(public.verify(&opening), Ok(()));
        for (number, field) in fields().iter().enumerate() {
            prop_assert_eq!(opening.value(field.name()).is_some(), open.contains(&number));
        }
    }
}
