# Citizens find procedures and follow dossiers; messages to them.

found-because = Found because: { $why }.
found-said = people call it “{ $way }”
found-field = same field
found-content = it stands in the papers or the result
found-read-as = “{ $typed }” was read as “{ $read }”
found-partly = it answers only a part of the question
search-nothing = No procedure was found for “{ $q }”.
search-nothing-try = Say it another way, with fewer words, for example: khai sinh, sổ đỏ, sao y, birth registration.
search-ask = Ask in person
search-ask-hint = Officers at these places help you to find the right procedure, free of charge.
