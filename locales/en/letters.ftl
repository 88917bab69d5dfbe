# Letters to applicants and officials.

letter-greeting = Dear Sir or Madam,
letter-foot =
    --
    This letter was sent by the one-stop shop's program; please do not answer it.
letter-notice-subject = Dossier { $code }: { $what }
letter-received = { $shop } has received dossier { $code }. Result promised: { $due }.
letter-supplement-asked = Dossier { $code } needs more papers. Which, and why, is written in the request of { $shop }; you have to supplement only once. The clock stands until all have arrived.
letter-resumed = { $shop } has received the further papers of dossier { $code }. The clock starts anew; result promised: { $due }.
letter-new-date =
    Dossier { $code } cannot be finished by the date promised. { $shop } apologises and gives a new date: { $due }.

    The reason is written in the letter of apology. By law a new date may be given only once.
letter-ready = The result of dossier { $code } can be fetched at { $shop }. Please bring the receipt and an identity paper.
letter-stopped = Dossier { $code } was stopped. The reason and the legal ground are written in the notice of { $shop }.
letter-link =
    Where the dossier is, and what to do next:
    { $link }
letter-code-subject = Code to open dossier { $code }
letter-code =
    The code that opens dossier { $code }:

    { $digits }

    It works once, within { $minutes } minutes.
letter-code-warning = Tell this code to nobody. Officers of the one-stop shop never ask for it. If you did not ask for it, ignore this letter.
letter-recovery-subject = New password for the one-stop shop's program
letter-recovery =
    Somebody asked for a new password for your account. Open this link to set one:

    { $link }

    It works once, within { $minutes } minutes.
letter-recovery-warning = If it was not you, ignore this letter; your password stays as it is.
letter-test-subject = Test letter of the one-stop shop's program
letter-test = This letter was sent at { $when } to test how mail travels. That it arrived means that it works.

contact-received = received
contact-supplement-asked = more papers needed
contact-resumed = papers received, new date
contact-new-date = apology and new date
contact-ready = result ready
contact-stopped = stopped
contact-code = code to open the dossier
contact-other = something else
