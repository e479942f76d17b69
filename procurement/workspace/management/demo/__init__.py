"""A county with invented people and real townships, whose year was played by the services.

``data/*.json`` says who is there and what each project is about. A story is a generator: it does one step
after the other through the services and yields the moment of its next step. ``stage.Stage`` plays all
stories together in the order of time and lets what is due happen in between; whoever is not finished at
the end of the play stands where the calendar has left it. Journeys in ``tests/`` play the same stories.
"""
