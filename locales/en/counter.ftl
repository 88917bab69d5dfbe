# The counter: unfinished forms, the identity card, duplicates, a shared computer.
reception-begin = Receive under a procedure
reception-begin-hint = Type its name, with or without marks, or a number of the list of what is often received below, and press Enter.
reception-begin-go = Begin to receive
reception-begin-all = All procedures received here
reception-often = Often received here (last 30 days)
reception-often-count = { $n } dossiers

receive-scan = Scan the identity card
receive-scan-hint = Put the cursor here and scan the card's QR code. Without a scanner press Tab. Only name, ID number and residence are taken; nothing else on the card is kept.
receive-scan-not = What was scanned is not the QR code of an identity card. Switch the Vietnamese keyboard program off and scan again, or clear this field and type.
receive-here = Handed in
receive-all-here = Checked: all papers of this case are here
receive-papers-always = Papers always needed
receive-papers-by-case = Papers for certain cases
receive-papers-known = The State has these; they need not be handed in
receive-known-from = Read from { $database }; need not be handed in
receive-known-else = Taken only when it cannot be read from { $database }.
receive-case-represented = Applies by itself when somebody files for the applicant.
receive-case-officer = Ask the applicant, then tick the cases that apply.

alike-what = { $n ->
    [one] This person has { $n } open dossier of the same procedure.
   *[other] This person has { $n } open dossiers of the same procedure.
}
alike-anyway = Seen; receive another dossier all the same
alike-hint = This only points it out; it is no reason to refuse. If the same matter is filed again, open the earlier dossier.

drafts-title = Not finished
drafts-here = This form has an unfinished version. Open it again, or go on with a new one below.
drafts-saved = Saved { $when }
drafts-discard = Throw away
act-draft-done = The unfinished form is kept. Only you can open it again, under Not finished.
act-discard-draft-done = The unfinished form was thrown away.
error-not-found-draft = This unfinished form is gone
error-not-found-draft-what = It was sent, thrown away, or left too long. Look at today's dossiers before you begin again.

keep-later = Leave it for later
keep-ends = Unless you do something, the session ends by itself at { $when }. Sent after that, the form asks you to sign in again, and what was typed is still there.
says-saved = Saved at
says-ending = The session is about to end. Unless you do something, it ends at
says-stay = Stay signed in
says-ended = The session has ended. What was typed is kept. Sign in to go on:
says-away = The server does not answer. What was typed is kept in this browser for now, and will be sent as soon as it answers. Please leave the page open.
says-again = Connected again. What was typed is kept on the server.
sign-in-kept = The session had ended when you sent the form. What was typed is kept: sign in with the same account to open the form again and send it.

lock = Lock the screen
nav-pin = PIN of this computer
switch-title = Who goes on?
switch-locked = The screen is locked. An unfinished form is kept for whoever was here.
switch-who = Signed in at this computer today
switch-who-hint = Choose the name, type the PIN, press Enter.
switch-go = Go on
switch-nobody = Nobody has signed in here with a password today and has a PIN here.
switch-without = With the password only: { $names }.
switch-password = Sign in with a password
pin = PIN
pin-title = PIN for a shared computer
pin-intro = The PIN works on this computer only, and only on a day on which you signed in here with your password. It makes changing the person quick where several share a computer.
pin-new = New PIN
pin-new-hint = 6 to 12 digits, at least 3 different ones, no run, no repetition. Not a date of birth.
pin-again = New PIN again
pin-submit = Set the PIN
pin-differs = The two PINs are not the same. Type them again.
pin-none = There is no PIN on this computer.
pin-since = A PIN was set on this computer on { $when }.
pin-blocked = The PIN on this computer is blocked after too many wrong ones. Sign in with the password and it works again.
pin-set = Set a PIN
pin-change = Change the PIN
pin-remove = Remove the PIN
act-pin-done = The PIN for this computer is set.
act-remove-pin-done = The PIN is removed.
error-weak-pin = This PIN is too easy to guess
error-weak-pin-what = Choose 6 to 12 digits, at least 3 different ones, no run (123456) and no repetition (121212).
error-wrong-pin = The PIN is wrong
error-wrong-pin-left = { $n ->
    [one] { $n } try left, then only the password helps.
   *[other] { $n } tries left, then only the password helps.
}
error-wrong-pin-over = Sign in with the password. A PIN works only on the computer it was set on, on a day of signing in there with the password, and is blocked after 5 wrong ones.
error-not-found-pin = There is no PIN
error-not-found-pin-what = It was removed before. A new one can be set.
error-not-found-device = This browser is not known yet
error-not-found-device-what = Sign out and sign in again with the password on this computer, then set the PIN.
