"""Follow-ups of the project's own, over no document: what came before, and the full question.

A row is (turns before, follow-up, full questions that are right). A turn is "question → answer";
an answer in brackets is cited in that sentence. Written before the rules were run on them.
"""

from __future__ import annotations

EXAMPLES: list[tuple[list[str], str, list[str]]] = [
    # One thing of the question before is exchanged.
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "And Bulgaria?",
        ["How much wheat did Bulgaria harvest in 2019?"],
    ),
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "what about bulgaria",
        ["How much wheat did Bulgaria harvest in 2019?"],
    ),
    (
        [
            "how much wheat did romania harvest in 2019 → 10.3 million tonnes [In 2019 farmers in Romania harvested 10.3 million tonnes of wheat.]"
        ],
        "and hungary?",
        ["How much wheat did Hungary harvest in 2019?"],
    ),
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "And barley?",
        ["How much barley did Romania harvest in 2019?"],
    ),
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "And the year before?",
        ["How much wheat did Romania harvest in 2018?"],
    ),
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "ok, and the year after?",
        ["How much wheat did Romania harvest in 2020?"],
    ),
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "And two years earlier?",
        ["How much wheat did Romania harvest in 2017?"],
    ),
    (
        [
            "What was the profit of Halvorsen Shipping in the third quarter of 2022? → 41 million kroner"
        ],
        "And in the fourth quarter?",
        ["What was the profit of Halvorsen Shipping in the fourth quarter of 2022?"],
    ),
    (
        [
            "What was the profit of Halvorsen Shipping in the third quarter of 2022? → 41 million kroner"
        ],
        "What about revenue?",
        ["What was the revenue of Halvorsen Shipping in the third quarter of 2022?"],
    ),
    (
        [
            "What was the profit of Halvorsen Shipping in the third quarter of 2022? → 41 million kroner"
        ],
        "And in euros?",
        ["What was the profit of Halvorsen Shipping in the third quarter of 2022 in euros?"],
    ),
    (
        [
            "What was the profit of Halvorsen Shipping in the third quarter of 2022? → 41 million kroner"
        ],
        "Thanks. What about Maritex Lines?",
        ["What was the profit of Maritex Lines in the third quarter of 2022?"],
    ),
    (
        ["Who is the mayor of Tampere? → Kalervo Kummola"],
        "And of Turku?",
        ["Who is the mayor of Turku?"],
    ),
    (
        ["Who is the mayor of Tampere? → Kalervo Kummola"],
        "And Turku?",
        ["Who is the mayor of Turku?"],
    ),
    (
        ["How many visitors came to the Aurora Museum in May 2023? → 18,200"],
        "In June?",
        ["How many visitors came to the Aurora Museum in June 2023?"],
    ),
    (
        ["How many visitors came to the Aurora Museum in 2023? → 18,200"],
        "2021?",
        ["How many visitors came to the Aurora Museum in 2021?"],
    ),
    (
        ["How many visitors came to the Aurora Museum in 2023? → 18,200"],
        "And how about a year earlier?",
        ["How many visitors came to the Aurora Museum in 2022?"],
    ),
    (
        ["When did Denmark join the union? → 1973"],
        "Sweden?",
        ["When did Sweden join the union?"],
    ),
    (
        ["How much did Peru export to Chile in 2020? → USD 1.1 billion"],
        "And to Bolivia?",
        ["How much did Peru export to Bolivia in 2020?"],
    ),
    (
        ["How much did Peru export to Chile in 2020? → USD 1.1 billion"],
        "And imports?",
        [
            "How much did Peru import to Chile in 2020?",
            "How much did Peru import from Chile in 2020?",
        ],
    ),
    (
        ["What is Norway's share of the market? → 12 percent"],
        "And Iceland's?",
        ["What is Iceland's share of the market?"],
    ),
    (
        ["How tall is the Eiffel Tower? → 330 metres"],
        "And in feet?",
        ["How tall is the Eiffel Tower in feet?"],
    ),
    (
        ["How long did construction of the Lund tunnel take? → four years"],
        "And testing?",
        ["How long did testing of the Lund tunnel take?"],
    ),
    (
        ["Where was Marie Laurent born? → Lyon"],
        "And Paul Duval?",
        ["Where was Paul Duval born?"],
    ),
    (
        [
            "How much did Peru export to Chile in 2020? → USD 1.1 billion",
            "And to Bolivia? → USD 0.6 billion",
        ],
        "And Ecuador?",
        ["How much did Peru export to Ecuador in 2020?"],
    ),
    (
        [
            "How much did Peru export to Chile in 2020? → USD 1.1 billion",
            "And to Bolivia? → USD 0.6 billion",
        ],
        "And in 2021?",
        ["How much did Peru export to Bolivia in 2021?"],
    ),
    (
        ["How many students does Riverside College have? → 3,400"],
        "And teachers?",
        ["How many teachers does Riverside College have?"],
    ),
    (
        ["What is the capital of Mongolia? → Ulaanbaatar"],
        "And the currency?",
        ["What is the currency of Mongolia?"],
    ),
    (
        ["What is the population of Mongolia? → 3.4 million"],
        "And the area?",
        ["What is the area of Mongolia?"],
    ),
    # Question words alone.
    (
        ["When did the Tolmin bridge collapse? → 14 March 2011"],
        "Why?",
        ["Why did the Tolmin bridge collapse?"],
    ),
    (
        ["Did the Tolmin bridge collapse? → It collapsed"],
        "When?",
        ["When did the Tolmin bridge collapse?"],
    ),
    (
        ["What did Zephyr Labs invent? → a folding wing"],
        "When?",
        ["When did Zephyr Labs invent the folding wing?"],
    ),
    (
        ["Who founded Zephyr Labs? → Ada Brandt"],
        "When?",
        ["When did Ada Brandt found Zephyr Labs?"],
    ),
    (
        ["Who runs the Keld water works? → Northern Utilities"],
        "Since when?",
        ["Since when does Northern Utilities run the Keld water works?"],
    ),
    (
        ["When was the Ostrava stadium built? → 1934"],
        "By whom?",
        ["By whom was the Ostrava stadium built?"],
    ),
    (
        ["What did Zephyr Labs invent? → a folding wing"],
        "What else?",
        ["What else did Zephyr Labs invent?"],
    ),
    (
        ["Which ports does Maritex Lines serve? → Gdansk and Kiel"],
        "Which else?",
        ["Which other ports does Maritex Lines serve?"],
    ),
    (
        ["How much did Halvorsen Shipping borrow in 2021? → EUR 30 million"],
        "What for?",
        ["What did Halvorsen Shipping borrow EUR 30 million in 2021 for?"],
    ),
    (
        ["How much did Halvorsen Shipping borrow in 2021? → EUR 30 million"],
        "From whom?",
        ["From whom did Halvorsen Shipping borrow EUR 30 million in 2021?"],
    ),
    (
        ["Is the Kessel mine closed? → closed"],
        "Since when?",
        ["Since when is the Kessel mine closed?"],
    ),
    (
        ["Has Denmark raised its fuel tax? → yes"],
        "By how much?",
        ["By how much has Denmark raised its fuel tax?"],
    ),
    (
        ["Where is the Kessel mine? → Saarland"],
        "How deep?",
        ["How deep is the Kessel mine?"],
    ),
    # Words that point back.
    (
        ["What is the Kessel mine? → a lead mine"],
        "Who runs it?",
        ["Who runs the Kessel mine?"],
    ),
    (
        ["Which company bought Halvorsen Shipping? → Maritex Lines"],
        "Where is its head office?",
        ["Where is Maritex Lines's head office?", "Where is the head office of Maritex Lines?"],
    ),
    (
        ["Where is the Kessel mine? → Saarland"],
        "Where is that?",
        ["Where is Saarland?"],
    ),
    (
        ["Who founded Zephyr Labs? → Ada Brandt"],
        "When was she born?",
        ["When was Ada Brandt born?"],
    ),
    (
        ["Who founded Zephyr Labs? → Ada Brandt"],
        "Where did she study?",
        ["Where did Ada Brandt study?"],
    ),
    (
        ["Who founded Zephyr Labs? → Ada Brandt", "When? → 1998"],
        "What was her first product?",
        ["What was Ada Brandt's first product?"],
    ),
    (
        ["Where was Marie Laurent born? → Lyon"],
        "How long did she live there?",
        ["How long did Marie Laurent live in Lyon?"],
    ),
    (
        ["How many ferries does Maritex Lines operate? → 14 ferries"],
        "Where were they built?",
        ["Where were the ferries that Maritex Lines operates built?"],
    ),
    (
        ["How many ferries does Maritex Lines operate? → 14 ferries"],
        "How many of them are electric?",
        ["How many of the ferries that Maritex Lines operates are electric?"],
    ),
    (
        ["Which drugs lower blood pressure? → beta blockers and diuretics"],
        "Who discovered them?",
        ["Who discovered the drugs that lower blood pressure?"],
    ),
    (
        ["How much did Peru export to Chile in 2010? → USD 1.1 billion"],
        "How does that compare with 2008?",
        [
            "How do Peru's exports to Chile in 2010 compare with 2008?",
            "How does the exports of Peru to Chile in 2010 compare with 2008?",
        ],
    ),
    (
        ["How much did Peru export to Chile in 2010? → USD 1.1 billion"],
        "Is that a lot?",
        ["Is USD 1.1 billion a lot for Peru's exports to Chile in 2010?"],
    ),
    (
        ["How many people did Zephyr Labs hire in 2018? → 56"],
        "What happened in that year?",
        ["What happened in 2018?"],
    ),
    (
        ["What does a heat pump do? → moves heat"],
        "How does it work?",
        ["How does a heat pump work?"],
    ),
    (
        ["What is photosynthesis? → the making of sugar from light"],
        "Where does it take place?",
        ["Where does photosynthesis take place?"],
    ),
    (
        ["What is the Kessel mine? → a lead mine", "Who runs it? → Rhenus Metals"],
        "How deep is it?",
        ["How deep is the Kessel mine?"],
    ),
    (
        [
            "What is the Kessel mine? → a lead mine",
            "How deep is it? → 480 metres",
            "Who runs it? → Rhenus Metals",
        ],
        "When did it open?",
        ["When did the Kessel mine open?"],
    ),
    (
        ["What did Iceland and Norway sign? → a fishing treaty"],
        "What does it cover?",
        ["What does the fishing treaty that Iceland and Norway signed cover?"],
    ),
    (
        ["Which firm built the Lund tunnel? → Skarvik AB"],
        "What did it cost?",
        ["What did the Lund tunnel cost?"],
    ),
    (
        ["Who won the Nobel prize in physics in 1935? → James Chadwick"],
        "What did he discover?",
        ["What did James Chadwick discover?"],
    ),
    (
        ["What was the cost of the Lund tunnel? → EUR 90 million"],
        "Who paid for it?",
        ["Who paid for the Lund tunnel?"],
    ),
    # Whole questions that do not say of what.
    (
        ["How many students does Riverside College have? → 3,400"],
        "Who is the director?",
        ["Who is the director of Riverside College?", "Who is Riverside College's director?"],
    ),
    (
        ["Where is Rhenus Metals based? → Saarland"],
        "Who owns the company?",
        ["Who owns Rhenus Metals?"],
    ),
    (
        ["Where is the Kessel mine? → Saarland"],
        "When did production start?",
        ["When did production of the Kessel mine start?"],
    ),
    (
        ["Where is the Kessel mine? → Saarland"],
        "How many workers were hurt?",
        ["How many workers of the Kessel mine were hurt?"],
    ),
    (
        ["How much did Bavaria earn from tourism in 2016? → EUR 3 billion"],
        "What is expected for 2017?",
        ["How much is Bavaria expected to earn from tourism in 2017?"],
    ),
    (
        ["How much did Bavaria earn from tourism in 2016? → EUR 3 billion"],
        "What are the main risks?",
        ["What are Bavaria's main risks?", "What are the main risks of Bavaria?"],
    ),
    (
        ["What did the Orkney ferry service carry in 2015? → 120,000 people"],
        "How many accidents were there?",
        ["For the Orkney ferry service, how many accidents were there?"],
    ),
    (
        ["Who leads the Sunrise cooperative? → Ana Pop"],
        "How many members are there?",
        ["How many members of the Sunrise cooperative are there?"],
    ),
    # Typing as people type.
    (
        ["how tall is mount kenya → 5,199 metres [Mount Kenya rises to 5,199 metres.]"],
        "and kilimanjaro",
        ["How tall is kilimanjaro?"],
    ),
    (
        ["What is the Kessel mine? → a lead mine"],
        "who runs it",
        ["Who runs the Kessel mine?"],
    ),
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "Great, thanks! And what abuot 2020??",
        ["How much wheat did Romania harvest in 2020?"],
    ),
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "Same question for Bulgaria",
        ["How much wheat did Bulgaria harvest in 2019?"],
    ),
    (
        ["How much wheat did Romania harvest in 2019? → 10.3 million tonnes"],
        "hmm... and in 2018",
        ["How much wheat did Romania harvest in 2018?"],
    ),
    (
        ["Who founded Zephyr Labs? → Ada Brandt"],
        "so when was that",
        ["When was that Zephyr Labs founded?", "When did Ada Brandt found Zephyr Labs?"],
    ),
    # After a refusal the question before still says what is spoken of.
    (
        ["How much did Zephyr Labs earn in 2003? →"],
        "And in 2004?",
        ["How much did Zephyr Labs earn in 2004?"],
    ),
    (
        ["Who leads Zephyr Labs? →"],
        "Where is it?",
        ["Where is Zephyr Labs?"],
    ),
]

#: (turn before, question): each stands on its own and must be left as it is.
ALONE: list[tuple[str, str]] = [
    ("Who founded Zephyr Labs? → Ada Brandt", "Where is the Kessel mine?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "How much did Ada Brandt say she invested?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "What did Denmark do when it left the pact?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "Is there a bridge over the Tolmin river?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "Is it true that Iceland has no army?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "How long did it take to dig the Lund tunnel?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "Was it Norway that signed first?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "What is photosynthesis?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "What is a heat pump?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "Which firms say that they will leave Saarland?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "How many of Denmark's islands have people on them?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "romania wheat harvest 2019"),
    ("Who founded Zephyr Labs? → Ada Brandt", "Why do cats purr?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "How do heat pumps save energy?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "When was the treaty that ended the cod war signed?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "What is the capital of Mongolia?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "So who won the Nobel prize in physics in 1935?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "And who is the mayor of Tampere?"),
    (
        "Who founded Zephyr Labs? → Ada Brandt",
        "What did the mayor of Tampere promise, and to whom?",
    ),
    (
        "Who founded Zephyr Labs? → Ada Brandt",
        "Which year did Denmark join the union, and why then?",
    ),
    ("Who founded Zephyr Labs? → Ada Brandt", "How many people live in the largest city of Chile?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "What happened in Tolmin in that winter of 1917?"),
    ("Who founded Zephyr Labs? → Ada Brandt", "List the ports that Maritex Lines serves"),
    ("Who founded Zephyr Labs? → Ada Brandt", "Tell me about the Kessel mine and its owners"),
    ("Who founded Zephyr Labs? → Ada Brandt", "where is the kessel mine in saarland"),
    ("Who founded Zephyr Labs? → Ada Brandt", "what are the side effects of beta blockers"),
    ("Who founded Zephyr Labs? → Ada Brandt", "How much is one euro in Danish kroner?"),
    (
        "Who founded Zephyr Labs? → Ada Brandt",
        "Who said this year would be hard for Maritex Lines?",
    ),
    (
        "Who founded Zephyr Labs? → Ada Brandt",
        "Which is longer, the Lund tunnel or the one at Tolmin?",
    ),
    (
        "Who founded Zephyr Labs? → Ada Brandt",
        "Did Rhenus Metals close its mine because it lost money?",
    ),
]
