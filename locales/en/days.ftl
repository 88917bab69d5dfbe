# Decisions on days off and worked days; office hours of a unit

days-nav = Days off
days-title = Decisions on days off and worked days
days-what = When a holiday break, a swap of working days or an unforeseen day off is announced, enter the decision here. Deadlines of open dossiers are counted again at once; each dossier that moves says why, and its applicant and its holder are told.
days-year = See this year
days-none = No decision has been entered. The days that come with the program are in use.
days-list = Decisions entered
days-document = Number and date of the document
days-document-hint = For example: 8726/VPCP-KGVX of 12/12/2025
days-announced = Announced on
days-which = Days
days-count = { $n ->
    [one] 1 day
   *[other] { $n } days
}
days-entered = Entered by
days-entered-by = Entered by { $person } { $when }.
days-new = Enter a new decision
days-status = How certain
days-status-enacted = The document is in hand
days-status-enacted-hint = It was read, with the number and date above.
days-status-announced = Announced only
days-status-announced-hint = The document is not in hand yet; enter it again to confirm it.
days-row = Line { $n }
days-from = From
days-to = To the end of
days-becomes = These days are
days-becomes-off = Off
days-becomes-on = Worked (in exchange)
days-becomes-hours = Worked in hours of their own
days-becomes-ordinary = Ordinary days, an earlier decision no longer holds
days-name = Name
days-hours = Hours
days-whole = Decides a whole year
days-whole-hint = Tick when this decision settles all days off of the year. The days fixed by the Labour Code stay.
days-whole-year = All days off of { $year } are decided
days-look = See which dossiers move
days-check = Check before entering
days-moves = Dossiers that will move
days-moves-count = { $n ->
    [0] No deadline moves.
    [one] 1 deadline will move.
   *[other] { $n } deadlines will move.
}
days-holder = Held by
days-before = Date now
days-after = New date
days-step-only = Only the internal date moves
days-enter = Enter the decision
days-back = Change it
days-one = Decision on days off and worked days
days-moved = Dossiers that moved
days-moved-count = { $n ->
    [0] No deadline moved.
    [one] 1 deadline moved. The earlier date stays on the dossier.
   *[other] { $n } deadlines moved. The earlier dates stay on the dossiers.
}

hours-title = Office hours
hours-since = Since
hours-from-start = From the beginning
hours-week = Hours of the week
hours-basis = Basis
hours-basis-hint = Number and date of the document that sets the hours
hours-change = Change the office hours
hours-what = The new hours hold for this unit and for units below it that have none of their own. Deadlines of open dossiers are counted again at once.
hours-from = In force from
hours-from-hint = From today on; hours of days that are over do not change.
hours-day-hint = For example: 7:30-11:30, 13:00-17:00. An empty line is a weekly rest day.
hours-set = Change the office hours
hours-event-set = Office hours from { $from }: { $hours } (basis: { $document })

event-deadline-moved = Deadline counted again
moved-by-days = By the decision on days off { $document }
moved-by-hours = By the new office hours of { $unit }: { $document }
moved-by-organisation = Because the organisation changed
moved-from = Date before
moved-step = Date of the step under way
moved-answer = Date for the answer of the unit that was asked
moved-tag = Date moved
moved-what = The promised date was counted again; before it was { $before }. { $why }.

letter-date-moved = The time limit of dossier { $code } was counted again, because days off or office hours changed. { $shop } promises the result: { $due }.
contact-date-moved = the date was counted again
letter-dates-moved-subject = { $n ->
    [one] The date of 1 dossier that you hold moved
   *[other] The dates of { $n } dossiers that you hold moved
}
letter-dates-moved = { $n ->
    [one] The deadline of 1 dossier that you hold was counted again. Basis: { $document }.
   *[other] The deadlines of { $n } dossiers that you hold were counted again. Basis: { $document }.
}
letter-dates-moved-link =
    See the dossiers:
    { $link }

act-days-decided-done = The decision was entered; deadlines of open dossiers were counted again.
act-hours-set-done = The office hours were changed.
rule-day-is-over = This day is over and can no longer change; it can be entered as it stands, to confirm it by a document.
rule-day-is-over-short = The day is over
rule-day-already-so = This day is so already, the decision changes nothing. Check the date or leave the line out.
rule-day-already-so-short = The day is so already
rule-day-twice = A day stands twice in the decision. Keep one line for each day.
rule-day-twice-short = Day entered twice
rule-year-decided = This year is decided already, or the year before it is not.
rule-year-decided-short = Year decided
rule-hours-faulty = These hours are not valid. Write them like 7:30-11:30, 13:00-17:00: each shift ends after it begins, and the next begins after it has ended.
rule-hours-faulty-short = Hours not valid
rule-hours-from-past = Office hours change from today on only.
rule-hours-from-past-short = The day is over
status-due-moved = Date counted again
days-rows-hint = Write days like 27/8/2026; for a single day leave “To the end of” empty. A swap is two lines: the day off and the day worked for it. A name, for example: Nghỉ hoán đổi (thay cho ngày 10/01/2026). Hours only for days with hours of their own, for example 7:30-11:30 13:00-15:00.
days-more-rows = More lines
error-not-found-day-decision = There is no such decision
error-not-found-day-decision-what = Look at the list of decisions on days off again.
error-not-found-deadline = No clock runs for this dossier
error-not-found-deadline-what = A deadline is counted from receipt on, and not while the applicant is asked for a supplement.
days-settled = The date stays
