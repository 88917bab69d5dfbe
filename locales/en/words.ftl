# Words of dossiers, procedures and the organisation; keys follow the words in JSON.

# Where a dossier stands; `-plain` is for citizens.
phase-guided = Guided
phase-guided-plain = You were guided; nothing is filed yet
phase-declined = Refused
phase-declined-plain = Not received; the slip states why
phase-in-process = In process
phase-in-process-plain = Being dealt with
phase-awaiting-supplement = Awaiting supplement
phase-awaiting-supplement-plain = Waiting for papers from you
phase-ready = Result ready
phase-ready-plain = The result is ready to collect
phase-returned = Result returned
phase-returned-plain = The result was handed over
phase-stopped = Stopped
phase-stopped-plain = Stopped; the notice states why
phase-withdrawn = Withdrawn
phase-withdrawn-plain = Withdrawn at the applicant's wish
phase-closed = Archived
phase-closed-plain = Closed and archived

# Acts on a dossier: button, `-hint` what it does, `-done` what is said afterwards.
act-guide = Record guidance
act-guide-hint = Keeps what was told, with the papers still missing.
act-guide-done = The guidance was recorded.
act-receive = Receive dossier
act-receive-hint = Gives the dossier a code and a receipt with the date of the result.
act-receive-done = The dossier was received.
act-decline = Refuse to receive
act-decline-hint = Does not take the dossier and writes a slip with the reason.
act-decline-done = The dossier was refused.
act-transfer = Transfer
act-transfer-hint = Sends the dossier to the unit that handles it.
act-transfer-done = The dossier was transferred.
act-claim = Take
act-claim-hint = Takes this step; from now on its time counts as yours.
act-claim-done = You have taken the dossier.
act-assign = Assign
act-assign-hint = Gives this step to a person in the unit.
act-assign-done = The step was assigned.
act-hand-over = Hand over
act-hand-over-hint = Gives the step you hold to another person, with a reason.
act-hand-over-done = The dossier was handed over.
act-finish = Finish step
act-finish-hint = Ends this step and starts the next.
act-finish-done = The step is done.
act-send-back = Send back
act-send-back-hint = Returns the dossier to the handling step, with a reason.
act-send-back-done = The dossier was sent back.
act-consult = Consult
act-consult-hint = Asks another unit, with a deadline.
act-consult-done = The consultation was sent.
act-answer-consultation = Answer consultation
act-answer-consultation-hint = Sends this unit's answer to the one that asked.
act-answer-consultation-done = The answer was sent.
act-request-supplement = Ask for supplement
act-request-supplement-hint = Asks the applicant once and in full; the clock stands meanwhile.
act-request-supplement-done = The supplement was asked for.
act-take-supplement = Take in supplement
act-take-supplement-hint = Records the papers brought; the clock starts anew.
act-take-supplement-done = The supplement was taken in.
act-approve = Approve and sign
act-approve-hint = Agrees to the result and signs it.
act-approve-done = The dossier was approved and signed.
act-reject = Reject
act-reject-hint = Decides against the request with a written reason; this is a result too.
act-reject-done = The request was rejected.
act-stop = Stop
act-stop-hint = Stops the dossier with a notice of reason and legal ground.
act-stop-done = The dossier was stopped.
act-apologise = Apologise, new date
act-apologise-hint = Sends an apology with a new date; once only.
act-apologise-done = The apology with the new date was sent.
act-return-result = Hand over result
act-return-result-hint = Hands over the result and the originals, with proof.
act-return-result-done = The result was handed over.
act-withdraw = Withdraw
act-withdraw-hint = Withdraws the dossier at the applicant's wish and gives the papers back.
act-withdraw-done = The dossier was withdrawn.
act-correct-procedure = Correct procedure
act-correct-procedure-hint = Puts the right procedure in place of a wrong one; the due time is counted again from receipt.
act-correct-procedure-done = The procedure was corrected.
act-correct-entry = Correct entry
act-correct-entry-hint = Corrects what was mistyped about the applicant; the old value is kept.
act-correct-entry-done = The entry was corrected.
act-close = Close and archive
act-close-hint = Ends the dossier and archives it.
act-close-done = The dossier was archived.

# Timeline of a dossier.
event-guided = Guidance given
event-received = Received
event-declined = Refused to receive
event-demanded-outside-list = Paper demanded outside the list
event-breach-recorded = Breach recorded
event-claimed = Taken
event-assigned = Assigned
event-handed-over = Handed over to another officer
event-step-done = Step done
event-step-began = Step began
event-sent-back = Sent back
event-consulted = Consultation sent
event-consultation-answered = Consultation answered
event-supplement-requested = Supplement asked for
event-supplement-arrived = Supplement taken in
event-decided = Decided
event-stopped = Stopped
event-apologised = Apology with new date
event-result-ready = Result ready
event-result-returned = Result handed over
event-withdrawn = Withdrawn
event-procedure-corrected = Procedure corrected
event-entry-corrected = Entry corrected
event-closed = Archived

# Kinds of post.
post-reception-officer = Reception officer
post-specialist = Specialist
post-head-of-one-stop = Head of the one-stop shop
post-unit-leader = Division leader
post-leader = Leader of the agency
post-inspector = Inspector
post-administrator = Administrator

# Kinds of agency.
agency-administration = People's committee
agency-police = Police
agency-social-insurance = Social insurance
agency-tax = Tax office
agency-land-registry = Land registration office
agency-treasury = State treasury
agency-home-affairs = Department of home affairs
agency-health = Department of health
agency-social-support = Social support facility
agency-payer = Payment service organisation
agency-department = Another department

# Ways to file and to collect.
channel-in-person = At the counter
channel-online = Online
channel-post = By post
channel-phone = By telephone

# What a step does; `-plain` is for citizens.
work-receive = Receive and transfer
work-receive-plain = Being checked and passed on
work-handle = Handle
work-handle-plain = Being examined
work-review = Review
work-review-plain = Being reviewed before signature
work-sign = Decide and sign
work-sign-plain = Waiting for decision and signature
work-issue = Number, seal and issue
work-issue-plain = Being numbered, sealed and sent to the counter
work-return = Hand over the result
work-return-plain = Waiting for you to collect

# Outcome, recipient, proof of return.
outcome-approved = Approved
outcome-rejected = Rejected
recipient-applicant = The applicant
recipient-representative = The representative who filed
recipient-other = Another person with an authorisation
proof-signature = Signed in the register
proof-code = One-time code
proof-post-receipt = Postal tracking number
proof-identity-document = Identity document shown, receipt lost

# The applicant.
party-kind-person = Person
party-kind-organisation = Organisation
field-name = Name
field-id-number = Personal ID, passport or tax number
field-address = Address
field-phone = Phone number
field-email = Email
holder-applicant = The applicant

# Papers of a dossier.
need-always = Always needed
need-unstated = Optional; the source does not say when it is needed
present-only = Shown only, not handed in

# How far data can be trusted.
mark-memory = From memory, unverified
mark-template = Taken from another procedure's process
mark-translation = Translated by those who made the data
mark-missing = Not given by the source
certainty-sourced = Read in a source
certainty-memory = From memory, to be confirmed
certainty-design = This system's own rule

# What the catalogue of procedures does not know.
gap-no-code = Procedures without a national code
gap-limit-unspecified = Procedures with an unspecified time limit
gap-limit-by-case = Procedures whose limit differs by case, in words only
gap-fee-unknown = Procedures with an unknown fee
gap-decision-missing = Procedures without their announcing decision
gap-effective-date-missing = Procedures without a first day in force
gap-result-code-missing = Procedures without a national result code
gap-sequence-missing = Procedures without a sequence
gap-subjects-missing = Procedures without subjects
gap-requirements-missing = Procedures without requirements
gap-paper-condition-missing = Optional papers without a condition
gap-no-mandatory-paper = Procedures without a mandatory paper
gap-shares-not-one = Procedures whose shares do not add up to 1
gap-step-hours-missing = Steps without hours
gap-no-return-step = Procedures without a return step
gap-no-approver = Procedures without an approver
gap-steps-without-agency = Procedures of several agencies, steps not tied to them
gap-condition-translated = Conditions of papers translated by those who made the data
gap-action-translated = Actions of steps translated by those who made the data
gap-task-translated = Tasks of agencies translated by those who made the data
gap-part-from-memory = Procedures with a part from memory
gap-whole-from-memory = Procedures from memory as a whole
gap-part-from-template = Procedures with a part from another procedure
gap-role-mapped-by-us = Roles whose post was chosen by those who made the data

# Fees.
fee-unit-per-dossier = per dossier
fee-unit-per-registration = per registration
fee-unit-per-permit = per permit
fee-unit-per-document = per document
fee-unit-per-case = per case
fee-unit-per-will = per will
fee-unit-per-transaction = per transaction
fee-unit-per-page = per page
fee-unit-per-copy = per copy
fee-unit-per-card = per card
fee-set-by-none = No fee is set
fee-set-by-circular = Set by circular
fee-set-by-decree = Set by decree
fee-set-by-province-council = Set by the provincial people's council

# Time limits.
limit-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
limit-working-hours = { $n ->
    [one] { $n } working hour
   *[other] { $n } working hours
}
limit-calendar-days = { $n ->
    [one] { $n } calendar day
   *[other] { $n } calendar days
}
limit-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
limit-clock-hours = { $n ->
    [one] { $n } consecutive hour
   *[other] { $n } consecutive hours
}
limit-same-day = the same working day if received by { $cutoff }; otherwise by the end of the next

# Errors: title, and `-what` says what to do next.
error-not-found-dossier = Dossier not found
error-not-found-dossier-what = Check the code on the receipt. If it is right, the dossier may belong to another unit: ask where it was received.
error-not-found-procedure = Procedure not found
error-not-found-procedure-what = Search by name or field. The code may have been replaced by another.
error-not-found-session = Session not found
error-not-found-session-what = The session has ended. Reload the page to see those still open.
error-not-found-token = Access token not found
error-not-found-token-what = The token was revoked or never existed. Reload the page to see the list.
error-not-found-unit = Unit not found
error-not-found-unit-what = Choose the unit from the list. It may have been merged or renamed.
error-denied = Not allowed
error-denied-what = Pass the task to someone who may do it, or change to another post if you hold one.
error-stale = The dossier has just changed
error-stale-what = Somebody acted on it after you opened this page. Reload, read what is new, and try again if still needed.
error-key-reused = This request carries the key of another one
error-key-reused-what = Open the page again and send once more. The earlier request keeps its result.
error-wrong-password = Wrong sign-in name or password
error-wrong-password-what = Check the keyboard layout and Caps Lock and try again. If the password is forgotten, follow “Forgotten password” at the end of this page.
error-weak-password = The new password is too weak
error-weak-password-what = Choose a longer one that is hard to guess and not used elsewhere.
error-unavailable = The system is not available for the moment
error-unavailable-what = Try again in a few minutes. What was not confirmed may not be saved; if the fault stays, tell support.
error-press = The paper could not be printed
error-press-what = The dossier is saved. Print again in a few minutes; if it still fails, tell support.
error-forbidden-origin = A request from another site is not taken
error-forbidden-origin-what = Open this system's own page and try from there.
error-too-many = Too many requests in a short time
error-too-many-what = Wait a minute and try again.
error-locked = The account is locked until { $until }
error-locked-what = The password was wrong too often. Wait until then and sign in again, or ask the administrator.
event-released = The holder left the post; the unit has it
work-assign = Assignment
work-assign-plain = Being assigned to somebody
actor-program = The program, at first set-up
