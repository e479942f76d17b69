"""Is this a body that may supply? The credit code says whose it is, the law who may (RULES A-04, A-05, H-10)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from procurement.accounts.enums import SupplierKind
from procurement.accounts.models import Organisation
from procurement.core.errors import DomainError
from procurement.core.fields import typed_code
from procurement.regulations import credit_code
from procurement.regulations.credit_code import CreditCode, InvalidCode

from ..enums import CODE_KIND_LABELS, CODE_KINDS, FUNDING_ASKED
from ..models import Supplier
from ..selectors.identity import is_identity_number


@dataclass(frozen=True, slots=True)
class Identity:
    """A proven identity: a credit code with what it says, or a natural person's number."""

    number: str
    kind_label: str
    registry: str
    warnings: tuple[str, ...] = ()
    personal: bool = False


def check_identity(
    *,
    supplier_kind: str,
    credit_code: str = "",
    identity_number: str = "",
    publicly_funded: bool | None = None,
) -> Identity:
    """Return who registers, or raise DomainError with the reason, its article and the field.

    ``publicly_funded`` answers the question that some codes raise: is it kept by the budget on public
    establishment posts (使用事业编制且由财政拨款保障)? None: not asked yet.
    """
    if supplier_kind == SupplierKind.PUBLIC_INSTITUTION_I:
        raise DomainError(
            _(
                "公益一类事业单位不得作为承接主体，也不得作为购买主体（《政府购买服务管理办法》第八条）。"
                "如属公益二类或从事生产经营活动的事业单位，请改选相应的类型。"
            ),
            field="supplier_kind",
            rule="A-04",
        )
    if supplier_kind == SupplierKind.INDIVIDUAL:
        return _person(identity_number)
    found = parsed_code(typed_code(credit_code))
    _check_kind(found, supplier_kind)
    _check_funding(found, publicly_funded)
    _check_free_code(found.code)
    return Identity(found.code, str(CODE_KIND_LABELS[found.kind]), found.registry, _warnings(found))


def parsed_code(text: str) -> CreditCode:
    """Return what a credit code says; DomainError (field ``credit_code``) says in plain words why it is none."""
    try:
        return credit_code.parse(text)
    except InvalidCode as error:
        raise DomainError(_explained(text), field="credit_code", rule="H-10") from error


def _explained(text: str) -> str:
    """Say in plain Chinese what is wrong with a credit code."""
    code = credit_code.normalise(text)
    if not code:
        return _("请填写统一社会信用代码，共18位，在营业执照或登记证书上。")
    if len(code) != credit_code.LENGTH:
        return _("统一社会信用代码应为18位，您填了%(count)s位。请对照证照重新填写。") % {"count": len(code)}
    for place, character in enumerate(code, start=1):
        if character not in credit_code.ALPHABET:
            return _(
                "第%(place)s位“%(character)s”不会出现在统一社会信用代码中"
                "（没有字母I、O、S、V、Z）。请对照证照检查，数字0和1常被看错。"
            ) % {"place": place, "character": character}
    if not code[2:8].isdigit():
        return _("第3至8位是行政区划代码，应全部为数字。请对照证照重新填写。")
    return _("统一社会信用代码的校验码不对，至少有一位填错。请对照证照逐位核对。")


def _check_kind(found: CreditCode, supplier_kind: str) -> None:
    """Refuse what may never supply, and a code that is another kind of body's."""
    if found.may_supply == credit_code.NO:
        raise DomainError(
            _(
                "这是%(kind)s的代码。国家机关是购买主体，不能作为承接主体"
                "（《政府购买服务管理办法》第五条、第六条）。"
            )
            % {"kind": CODE_KIND_LABELS[found.kind]},
            field="credit_code",
            rule="H-10",
        )
    if found.kind not in CODE_KINDS[supplier_kind]:
        raise DomainError(
            _("这个代码属于“%(kind)s”，与您选择的类型“%(chosen)s”不符。请核对代码，或返回上一步改选类型。")
            % {"kind": CODE_KIND_LABELS[found.kind], "chosen": SupplierKind(supplier_kind).label},
            field="credit_code",
            rule="H-10",
        )


def _check_funding(found: CreditCode, publicly_funded: bool | None) -> None:
    if found.kind not in FUNDING_ASKED:
        return
    if publicly_funded is None:
        raise DomainError(
            _("从代码看不出贵单位能否承接。请回答：是否使用事业编制且由财政拨款保障？"),
            field="publicly_funded",
            rule="H-10",
        )
    if publicly_funded:
        raise DomainError(
            _("使用事业编制且由财政拨款保障的群团组织，不得作为承接主体（《政府购买服务管理办法》第八条）。"),
            field="publicly_funded",
            rule="A-04",
        )


def _check_free_code(code: str) -> None:
    if Organisation.objects.filter(credit_code=code).exists():
        raise DomainError(
            _(
                "这个统一社会信用代码已经注册。请联系贵单位的管理员，把您的人员编号告诉对方，由其为您任命岗位。"
                "如无人知道管理员是谁，请联系财政部门。"
            ),
            field="credit_code",
        )


def _person(identity_number: str) -> Identity:
    """Check a natural person's identity card number (GB 11643): length, digits, birth date, check digit.

    Not python-stdnum's ``validate``: it also wants the district to have borne its code in the year of
    birth, and refuses a person of 云梦 born in 1985 whose number was given out after 1993.
    """
    number = typed_code(identity_number)
    if not is_identity_number(number):
        raise DomainError(
            _("身份证号不正确，应为18位且校验码相符。请对照身份证重新填写。"), field="identity_number"
        )
    if Supplier.objects.filter(identity_number=number).exists():
        raise DomainError(_("这个身份证号已经注册。请用原来的账户登录。"), field="identity_number")
    return Identity(number, str(_("自然人")), str(_("公安")), personal=True)


def _warnings(found: CreditCode) -> tuple[str, ...]:
    """Say in Chinese what the check only warns of; the bureau sees it when it verifies."""
    said = []
    if found.kind == credit_code.OTHER:
        said.append(_("登记管理部门和机构类别不在常见范围内，请向登记机关核实。"))
    if any("region" in warning for warning in found.warnings):
        said.append(
            _("行政区划代码%(region)s不在现行代码表中，请向登记机关核实。") % {"region": found.region}
        )
    if any("GB 11714" in warning for warning in found.warnings):
        said.append(_("第9至17位的组织机构代码校验不符，请向登记机关核实。"))
    return tuple(said)
