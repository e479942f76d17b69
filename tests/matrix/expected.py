"""What each address answers to whom, held against the permissions and RULES I-03, E-05, N-01, N-03, N-07.

``public``: everybody. ``signed_in``: whoever has signed in. ``known``: everybody may know that it is there,
``opens`` may go in. ``to``: for all others it does not exist; of those who may know of it, ``opens`` may go
in. ``quiet``: the same without sending strangers to sign in. ``nobody``: not there yet, for no one.
``post``: the address takes forms only, so that who may use it is told that looking is not its method.
"""

from dataclasses import dataclass

from .roles import ALL, BUREAU, OVERSEERS, PROVIDER, SIGNED_IN, STAFF, SUPPLIERS, Who, who


@dataclass(frozen=True)
class Answer:
    """Who goes in (200), who is told why not (403); the rest finds nothing (404) or, unknown, signs in first."""

    opens: Who
    sees: Who
    asks_to_sign_in: bool = True
    post: bool = False

    def to(self, role: str) -> int:
        if role in self.opens:
            return 405 if self.post else 200
        if role == "anonymous" and self.asks_to_sign_in:
            return 302
        return 403 if role in self.sees else 404


def public(post: bool = False) -> Answer:
    return Answer(ALL, ALL, post=post)


def signed_in(post: bool = False) -> Answer:
    return Answer(SIGNED_IN, SIGNED_IN, post=post)


def known(opens: Who, post: bool = False) -> Answer:
    return Answer(opens, SIGNED_IN, post=post)


def to(sees: Who, opens: Who | None = None) -> Answer:
    return Answer(sees if opens is None else opens, sees)


def quiet(opens: Who) -> Answer:
    return Answer(opens, opens, asks_to_sign_in=False)


def nobody() -> Answer:
    return quiet(NOBODY)


NOBODY = who("")
OPERATOR, LEADER, SUPPLIER, CATALOGUE = who("operator"), who("leader"), who("supplier"), who("catalogue")
DECIDERS, REVIEWERS = OPERATOR | LEADER, who("leader reviewer finance discipline representative")
BUDGETING, TENDER, CONTRACT = STAFF | BUREAU | who("auditor"), STAFF | OVERSEERS, STAFF | OVERSEERS | PROVIDER
# In the judging scene the purchaser's representative is a member of the group.
PANEL = who("representative expert")
# Who sits on the panel is secret from the overseers too, until the result notice (E-05).
JUDGING, NAMING = PANEL | DECIDERS | OVERSEERS, PANEL | OPERATOR
GRADING, CHALLENGE = TENDER | who("evaluator"), DECIDERS | OVERSEERS | who("rival")

ANSWERS: dict[str, Answer] = {
    # core
    "core:attachment": quiet(OVERSEERS | SUPPLIER),
    "core:parameter-list": public(),
    "core:parameter-detail": public(),
    "core:parameter-set": known(BUREAU),
    "core:parameter-confirm": known(BUREAU),
    "core:calendar": public(),
    "core:calendar-set": known(BUREAU),
    "core:calendar-confirm": known(BUREAU),
    "core:notification-list": signed_in(),
    "core:notification-read-all": signed_in(post=True),
    "core:notification-read": signed_in(post=True),
    "core:clock-advance": public(post=True),
    # accounts
    "accounts:welcome": signed_in(),
    "accounts:profile": signed_in(),
    "accounts:office-switch": signed_in(post=True),
    "accounts:organisation-list": to(OVERSEERS),
    "accounts:organisation-create": known(who("supervisor")),
    "accounts:organisation-detail": to(TENDER),
    "accounts:organisation-change": to(TENDER, opens=who("leader supervisor")),
    "accounts:person-appoint": to(TENDER, opens=who("leader supervisor")),
    "accounts:person-dismiss": to(TENDER, opens=who("leader reviewer supervisor")),
    # workspace
    "workspace:home": signed_in(),
    "workspace:trail": known(OVERSEERS),
    "workspace:trail-detail": known(OVERSEERS),
    # budgeting
    "budgeting:line-list": known(STAFF | BUREAU | who("neighbour auditor")),
    "budgeting:line-create": known(who("finance budget")),
    "budgeting:line-detail": to(BUDGETING),
    "budgeting:line-approve": to(BUDGETING, opens=who("budget")),
    "budgeting:line-adjust": to(BUDGETING, opens=who("finance budget")),
    "budgeting:line-transition": to(BUDGETING, opens=who("budget")),
    "budgeting:county": known(STAFF | BUREAU | who("neighbour auditor")),
    "budgeting:ledger": known(STAFF | BUREAU | who("neighbour auditor")),
    "budgeting:month-report": known(STAFF | BUREAU | who("neighbour auditor")),
    "budgeting:report-document": to(BUREAU | who("auditor")),
    "workspace:budget-exceptions": known(BUREAU | who("auditor")),
    "budgeting:line-import": known(who("finance budget")),
    # Of no file: whose column it would be cannot be told.
    "budgeting:import-columns": Answer(NOBODY, NOBODY),
    "budgeting:batch-detail": to(BUDGETING),
    "budgeting:batch-approve": to(BUDGETING, opens=who("budget")),
    "budgeting:line-propose": to(BUDGETING, opens=who("finance budget")),
    "budgeting:midterm-list": known(STAFF | BUREAU | who("neighbour auditor")),
    "budgeting:year-end-list": known(BUREAU | who("auditor")),
    "budgeting:year-end-create": known(who("budget")),
    "budgeting:year-end-detail": to(BUREAU | who("auditor")),
    "budgeting:year-end-decide": to(BUREAU | who("auditor"), opens=who("budget")),
    "budgeting:year-end-transition": to(BUREAU | who("auditor"), opens=who("budget")),
    "budgeting:adjustment-list": known(STAFF | BUREAU | who("neighbour auditor")),
    "budgeting:adjustment-detail": to(BUDGETING),
    "budgeting:adjustment-transition": to(BUDGETING, opens=who("budget")),
    "budgeting:adjustment-transition#own": to(BUDGETING, opens=who("finance")),
    "budgeting:township-list": known(STAFF | BUREAU | who("neighbour auditor")),
    "budgeting:township-register": known(who("finance budget")),
    "budgeting:township-file": to(BUDGETING, opens=who("budget")),
    # catalogue
    "catalogue:draft-list": known(BUREAU | who("auditor")),
    "catalogue:draft-create": known(CATALOGUE),
    "catalogue:scheme-list": known(BUREAU | who("auditor")),
    "catalogue:draft-detail": to(BUREAU | who("auditor")),
    "catalogue:draft-publish": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:draft-publish#published": known(NOBODY),
    "catalogue:draft-words": to(BUREAU | who("auditor")),
    "catalogue:words-explain": to(BUREAU | who("auditor"), opens=CATALOGUE),
    # The catalogue's officer of this world wrote the reason, and nobody checks their own.
    "catalogue:words-confirm": to(BUREAU | who("auditor"), opens=NOBODY),
    "catalogue:filing-list": known(STAFF | BUREAU | who("neighbour auditor")),
    "catalogue:filing-create": known(who("neighbour operator")),
    "catalogue:filing-detail": to(STAFF | BUREAU | who("auditor")),
    "catalogue:filing-take-up": to(STAFF | BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:filing-transition": to(STAFF | BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:filing-transition#withdraw": to(STAFF | BUREAU | who("auditor"), opens=OPERATOR),
    "catalogue:draft-import": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:draft-consult": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:draft-open-comments": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:draft-approve": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:draft-amend": known(CATALOGUE),
    "catalogue:draft-opinions": to(BUREAU | who("auditor")),
    "catalogue:draft-transition": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:expert-add": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:opinion-answer": to(STAFF, opens=DECIDERS),
    "catalogue:opinion-reply": to(BUREAU | STAFF | who("auditor"), opens=CATALOGUE),
    "catalogue:comment-reply": known(CATALOGUE),
    "catalogue:entry-add": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:entry-edit": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:entry-remove": to(BUREAU | who("auditor"), opens=CATALOGUE),
    "catalogue:annual-list": known(STAFF | BUREAU | who("neighbour auditor")),
    "catalogue:annual-detail": to(BUDGETING),
    "catalogue:annual-export": to(BUDGETING),
    "catalogue:annual-submit": to(BUDGETING, opens=OPERATOR),
    "catalogue:annual-agree": to(BUDGETING, opens=CATALOGUE),
    "catalogue:annual-return": to(BUDGETING, opens=CATALOGUE),
    "catalogue:plan-reserve": known(CATALOGUE),
    "catalogue:plan-item-fund": to(BUDGETING, opens=who("operator finance")),
    "catalogue:plan-item-ground": to(BUDGETING, opens=OPERATOR | CATALOGUE),
    "catalogue:splitting-ground-detail": to(BUDGETING),
    "catalogue:splitting-ground-transition": to(BUDGETING, opens=CATALOGUE),
    "catalogue:plan-item-list": known(STAFF | BUREAU | who("neighbour auditor")),
    "catalogue:plan-item-create": known(who("neighbour operator")),
    "catalogue:plan-import": known(who("neighbour operator")),
    "catalogue:plan-review": known(CATALOGUE),
    "catalogue:plan-publish": known(CATALOGUE),
    "catalogue:plan-item-detail": to(BUDGETING),
    "catalogue:plan-item-detail#draft": to(STAFF),
    "catalogue:plan-item-edit": to(STAFF, opens=OPERATOR),
    "catalogue:plan-item-agree": to(BUDGETING, opens=CATALOGUE),
    "catalogue:plan-item-return": to(BUDGETING, opens=CATALOGUE),
    "catalogue:plan-item-words": to(BUDGETING, opens=CATALOGUE | who("reviewer")),
    "catalogue:plan-item-publish": known(CATALOGUE),
    "catalogue:plan-item-intent": to(BUDGETING, opens=OPERATOR),
    "catalogue:plan-item-transition": to(STAFF, opens=OPERATOR),
    "catalogue:plan-item-transition#withdraw": to(BUDGETING, opens=DECIDERS),
    # catalogue: before a requirement is fixed
    "catalogue:requirement": to(BUDGETING),
    "catalogue:requirement-marks": to(BUDGETING, opens=OPERATOR),
    "catalogue:survey-create": to(BUDGETING, opens=OPERATOR),
    "catalogue:survey-detail": to(BUDGETING),
    "catalogue:survey-edit": to(BUDGETING, opens=OPERATOR),
    "catalogue:survey-paper-add": to(BUDGETING, opens=OPERATOR),
    "catalogue:survey-paper-remove": to(BUDGETING, opens=OPERATOR),
    "catalogue:survey-transition": to(BUDGETING, opens=OPERATOR),
    "catalogue:consultation-open": to(BUDGETING, opens=OPERATOR),
    "catalogue:consultation-detail": to(BUDGETING),
    "catalogue:consultation-conclude": to(BUDGETING, opens=OPERATOR),
    "catalogue:consultation-transition": to(BUDGETING, opens=OPERATOR),
    "catalogue:voice-reply": to(BUDGETING, opens=OPERATOR),
    "catalogue:consultation-list": public(),
    "catalogue:consultation": public(),
    # suppliers
    "suppliers:supplier-profile": public(),
    "suppliers:supplier-own": signed_in(),
    "suppliers:supplier-register": signed_in(),
    "suppliers:supplier-list": to(OVERSEERS),
    "suppliers:supplier-detail": to(OVERSEERS | SUPPLIER),
    "suppliers:supplier-change": to(OVERSEERS | SUPPLIER, opens=SUPPLIER),
    "suppliers:paper-add": to(OVERSEERS | SUPPLIER, opens=SUPPLIER),
    "suppliers:paper-withdraw": to(OVERSEERS | SUPPLIER, opens=SUPPLIER),
    "suppliers:exclusion-add": to(OVERSEERS | SUPPLIER, opens=who("supervisor")),
    "suppliers:exclusion-lift": to(OVERSEERS | SUPPLIER, opens=who("supervisor")),
    "suppliers:supplier-transition": to(OVERSEERS | SUPPLIER, opens=who("supervisor")),
    "suppliers:supplier-transition#own": to(OVERSEERS | SUPPLIER, opens=SUPPLIER),
    # tendering
    "tendering:tender-list": to(TENDER | who("neighbour agency")),
    "tendering:plan-list": to(TENDER | who("neighbour agency")),
    "tendering:plan-create": to(TENDER, opens=OPERATOR),
    "tendering:plan-detail": to(TENDER),
    "tendering:plan-transition": to(TENDER, opens=DECIDERS),
    "tendering:tender-create": to(TENDER, opens=OPERATOR),
    "tendering:tender-detail": to(TENDER),
    "tendering:tender-documents": to(TENDER),
    "tendering:tender-terms": to(TENDER, opens=NOBODY),
    "tendering:tender-payment": to(TENDER, opens=NOBODY),
    "tendering:tender-contract": to(TENDER, opens=NOBODY),
    "tendering:tender-contract-build": to(TENDER, opens=NOBODY),
    "tendering:tender-requirements": to(TENDER),
    "tendering:tender-scoring": to(TENDER),
    "tendering:tender-dates": to(TENDER),
    "tendering:tender-reviews": to(TENDER),
    "tendering:tender-review": to(TENDER, opens=REVIEWERS),
    "tendering:tender-pass-reviews": to(TENDER, opens=REVIEWERS),
    "tendering:tender-return-for-changes": to(TENDER, opens=REVIEWERS),
    "tendering:tender-release": to(TENDER, opens=DECIDERS),
    "tendering:tender-detail#sealed": to(TENDER),
    "tendering:tender-detail#judging": to(TENDER | who("expert")),
    "tendering:tender-terms#draft": to(TENDER, opens=OPERATOR),
    "tendering:tender-enquiries": to(TENDER),
    "tendering:tender-amendments": to(TENDER),
    "tendering:amendment-create": to(TENDER, opens=OPERATOR),
    "publications:medium-record": known(OPERATOR),
    "tendering:tender-ask": known(SUPPLIERS),
    "tendering:tender-ask#unreleased": to(NOBODY),
    "tendering:documents-take": known(SUPPLIERS),
    "tendering:documents-take#unreleased": to(NOBODY),
    "tendering:package-edit": to(TENDER, opens=OPERATOR),
    "tendering:package-requirements": to(TENDER, opens=OPERATOR),
    "tendering:package-conditions": to(TENDER, opens=OPERATOR),
    "tendering:package-scoring": to(TENDER, opens=OPERATOR),
    "tendering:package-annul": to(TENDER, opens=DECIDERS),
    "tendering:package-next": to(TENDER),
    "tendering:enquiry-answer": to(TENDER, opens=OPERATOR),
    "tendering:tender-transition": to(TENDER, opens=OPERATOR),
    "tendering:tender-transition#terminate": to(TENDER, opens=LEADER),
    "tendering:small-list": to(TENDER | who("neighbour agency")),
    "tendering:small-create": to(TENDER, opens=OPERATOR),
    "tendering:small-detail": to(TENDER),
    "tendering:quote-create": to(TENDER, opens=OPERATOR),
    "tendering:quote-ask": to(TENDER, opens=OPERATOR),
    "tendering:quote-give": to(SUPPLIER),
    "tendering:small-decide": to(TENDER, opens=DECIDERS),
    "tendering:small-transition": to(TENDER, opens=OPERATOR),
    "tendering:bid-list": signed_in(),
    "tendering:receipt-detail": to(SUPPLIER),
    "tendering:receipt-pdf": to(SUPPLIER),
    "tendering:receipt-withdraw": to(SUPPLIER),
    "tendering:bid-edit": known(SUPPLIERS),
    "tendering:bid-edit#final": to(who("supplier rival")),
    "tendering:bid-file-add": known(SUPPLIERS, post=True),
    "tendering:bid-file-remove": known(SUPPLIERS, post=True),
    "tendering:bid-discard": known(SUPPLIERS),
    "tendering:bid-seal": known(SUPPLIERS),
    "tendering:custody": known(who("custodian")),
    "tendering:ceremony-list": signed_in(),
    "tendering:ceremony-detail": to(who("custodian")),
    "tendering:opened-round": to(PANEL),
    "tendering:opened-round#sealed": to(NOBODY),
    "tendering:opened-round#final": to(PANEL),
    "tendering:opened-round#awarded": to(TENDER | who("expert")),
    "tendering:opened-bid": to(who("supplier representative expert")),
    "tendering:opened-file": to(NOBODY),
    "tendering:package-finish-examination": to(PANEL),
    "tendering:opening-detail": public(),
    "tendering:opening-detail#sealed": public(),
    "tendering:opening-record": public(),
    "tendering:opening-record#sealed": nobody(),
    "tendering:opening-record#awarded": public(),
    "tendering:receipt-lookup": public(),
    "tendering:receipt-verify": public(),
    # awarding
    "awarding:evaluation-list": signed_in(),
    "awarding:package-detail": to(JUDGING),
    "awarding:panel-add": to(JUDGING, opens=OPERATOR),
    "awarding:negotiation-detail": to(JUDGING),
    "awarding:negotiation-start": to(JUDGING, opens=PANEL),
    "awarding:session-add": to(JUDGING, opens=PANEL),
    "awarding:change-add": to(JUDGING, opens=who("representative")),
    "awarding:changes": to(JUDGING | who("supplier rival")),
    "awarding:final-offers-call": to(JUDGING, opens=PANEL),
    "awarding:scoring-start": to(JUDGING, opens=PANEL),
    "awarding:outcome": to(NOBODY),
    "awarding:panel-detail": to(NAMING),
    "awarding:member-declare": to(PANEL),
    "awarding:member-recuse": to(PANEL),
    "awarding:panel-replace": to(NAMING, opens=OPERATOR),
    "awarding:panel-detail#awarded": to(OVERSEERS | who("operator expert")),
    "awarding:panel-transition": to(NAMING, opens=OPERATOR),
    "awarding:evaluation-detail": to(JUDGING),
    "awarding:sheet": to(PANEL),
    "awarding:sheet-submit": to(PANEL),
    "awarding:evaluation-report": to(JUDGING, opens=PANEL),
    "awarding:evaluation-sign": to(JUDGING, opens=PANEL),
    "awarding:bundle": to(NOBODY),
    "awarding:tie-draw": to(NOBODY),
    "awarding:report-pdf": to(NOBODY),
    "awarding:sheet-bid": to(PANEL),
    "awarding:explain": to(JUDGING, opens=PANEL),
    "awarding:bundle#awarded": to(OVERSEERS | DECIDERS),
    "awarding:report-pdf#awarded": to(OVERSEERS | DECIDERS),
    "awarding:award-detail": to(DECIDERS),
    "awarding:award-notify": to(DECIDERS),
    "awarding:award-transition": to(DECIDERS),
    "awarding:award-letter": to(OVERSEERS | who("supplier operator leader")),
    "awarding:award-letter#proposed": to(NOBODY),
    "awarding:outcome#awarded": to(who("supplier rival")),
    # contracts
    "contracts:contract-list": signed_in(),
    "contracts:contract-draft-award": to(OPERATOR),
    "contracts:contract-draft-small": to(OPERATOR),
    "contracts:contract-detail": to(CONTRACT),
    "contracts:contract-edit": to(CONTRACT, opens=OPERATOR),
    "contracts:contract-money": to(CONTRACT),
    "contracts:contract-log": to(CONTRACT),
    "contracts:contract-log-add": to(CONTRACT, opens=PROVIDER),
    "contracts:contract-acceptances": to(CONTRACT),
    "contracts:acceptance-open": to(CONTRACT, opens=who("acceptor")),
    "contracts:contract-invoices": to(CONTRACT),
    "contracts:invoice-receive": to(CONTRACT, opens=who("operator finance")),
    "contracts:contract-pdf": to(CONTRACT),
    "contracts:contract-publish": to(CONTRACT, opens=OPERATOR),
    "contracts:contract-detail#drafted": to(TENDER),
    "contracts:contract-pdf#drafted": to(TENDER),
    "contracts:contract-transition#offer": to(TENDER, opens=LEADER),
    "contracts:contract-transition#take_back": to(TENDER, opens=OPERATOR),
    "contracts:contract-transition#sign": to(TENDER, opens=NOBODY),
    "contracts:contract-transition#file": to(CONTRACT, opens=OPERATOR),
    "contracts:acceptance-list": signed_in(),
    "contracts:acceptance-detail": to(CONTRACT),
    "contracts:acceptance-sign": to(CONTRACT, opens=who("acceptor")),
    "contracts:acceptance-conclude": to(CONTRACT, opens=who("acceptor")),
    "contracts:acceptance-transition": to(CONTRACT, opens=who("acceptor")),
    "contracts:invoice-list": signed_in(),
    "contracts:invoice-detail": to(CONTRACT),
    "contracts:invoice-pay": to(CONTRACT, opens=who("finance")),
    "contracts:invoice-transition": to(CONTRACT, opens=LEADER),
    # performance
    "performance:survey-answer": public(),
    "performance:survey-thanks": public(),
    "performance:evaluation-list": signed_in(),
    "performance:evaluation-start": to(TENDER | SUPPLIER, opens=OPERATOR),
    "performance:performanceevaluation-detail": to(GRADING),
    "performance:performanceevaluation-finish-self": to(GRADING, opens=OPERATOR),
    "performance:performanceevaluation-score": to(GRADING, opens=who("evaluator")),
    "performance:evaluator-appoint": to(GRADING, opens=OPERATOR),
    "performance:survey-open": to(GRADING, opens=OPERATOR),
    "performance:survey-close": to(GRADING, opens=OPERATOR),
    "performance:performanceevaluation-detail#graded": to(CONTRACT | who("evaluator")),
    "performance:performanceevaluation-transition": to(GRADING, opens=LEADER),
    # complaints
    "complaints:challenge-list": signed_in(),
    "complaints:challenge-add": known(SUPPLIERS),
    "complaints:challenge-detail": to(CHALLENGE),
    "complaints:challenge-answer": to(CHALLENGE, opens=DECIDERS),
    "complaints:challenge-remedy": to(CHALLENGE, opens=DECIDERS),
    "complaints:challenge-transition": to(CHALLENGE, opens=who("rival")),
    # catalogue
    "catalogue:tree": public(),
    "catalogue:version": public(),
    "catalogue:version#draft": quiet(BUREAU | who("auditor")),
    "catalogue:version-export": public(),
    "catalogue:version-export#draft": quiet(BUREAU | who("auditor")),
    "catalogue:version-document": public(),
    "catalogue:version-document#draft": quiet(BUREAU | who("auditor")),
    "catalogue:version-comments": public(),
    "catalogue:version-comments#never": nobody(),
    "catalogue:version-compare": public(),
    "catalogue:version-compare#draft": quiet(BUREAU | who("auditor")),
    "catalogue:entry-permanent": public(),
    "catalogue:item-detail": public(),
    "catalogue:plan": public(),
    "catalogue:plan-atom": public(),
    "catalogue:plan-ics": public(),
    "catalogue:plan-project": public(),
    "catalogue:plan-project#draft": nobody(),
    # cms
    "cms:notice-list": public(),
    "cms:notice-detail": public(),
    "cms:notice-document": public(),
    "cms:project-list": public(),
    "cms:project-detail": public(),
    "cms:project-detail#draft": nobody(),
    "cms:tender-document": public(),
    "cms:tender-document#unreleased": nobody(),
    "cms:tender-document-pdf": public(),
    "cms:grade-list": public(),
    "cms:grade-case": public(),
    "cms:grade-case#running": nobody(),
    "cms:verify": public(),
    "cms:checkpoint-list": public(),
}
