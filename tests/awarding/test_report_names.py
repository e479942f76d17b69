"""What a report must name besides the ranking (214 art. 26; 87 art. 58), and what it must not (E-05)."""

from procurement.awarding.documents import legal_facts


def test_the_report_names_notice_opening_and_bidders_and_the_group_by_alias(stage):
    made = stage.reported()
    made.evaluation.refresh_from_db()
    facts = {fact["label"]: fact["value"] for fact in legal_facts(made.evaluation)}
    tender = made.evaluation.package.tender
    bidders = {
        bid.supplier.name for round in made.evaluation.package.rounds.all() for bid in round.opened.all()
    }
    assert set(facts["递交投标（响应）文件的供应商"].split("、")) == bidders
    assert facts["采购公告"] == tender.notice_code
    assert facts["开标（开启）地点"] == tender.opening_place
    assert facts["获取磋商文件的供应商"] == ""
    names = {member.user.display_name for member in made.evaluation.package.panel.members.all()}
    assert not any(name in str(facts) for name in names)
