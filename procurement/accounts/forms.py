"""Forms of people and organisations."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .enums import HEAD_OFFICES, OFFICES_OF_KIND, Language, Office, OrganisationKind
from .models import Membership, Organisation, User


class SignUpForm(forms.Form):
    """What sign-up asks beside mail address, user name and password; the adapter saves it."""

    display_name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("请填写身份证上的姓名。签字、公告和审计记录都用它。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("display_name", "username", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: the adapter saved the name with the account."""


class ProfileForm(forms.Form):
    """A person's own details."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    phone = forms.CharField(
        label=_("手机"),
        max_length=40,
        required=False,
        help_text=_("只给本机构同事和财政部门看，不公开。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=_("通知语言"), choices=Language.choices)


class OrganisationForm(forms.Form):
    """What can be changed of an organisation without a new proof."""

    short_name = forms.CharField(label=_("简称"), max_length=60, required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    contact_name = forms.CharField(label=_("联系人"), max_length=60, required=False)
    contact_phone = forms.CharField(
        label=_("联系电话"),
        max_length=40,
        required=False,
        help_text=_("公告中公开的办公电话，请勿填写个人手机。"),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )


class NewOrganisationForm(OrganisationForm):
    """An organisation that the bureau brings in; suppliers register themselves."""

    code = forms.SlugField(
        label=_("机构编号"),
        max_length=40,
        help_text=_("字母、数字和连字符，例如 TOWN-420923109。编号以后不能修改。"),
    )
    name = forms.CharField(label=_("名称"), max_length=200)
    kind = forms.ChoiceField(label=_("类别"))
    division_code = forms.CharField(label=_("行政区划代码"), max_length=12, required=False)
    field_order = ("code", "name", "short_name", "kind", "division_code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.SUPPLIER
        ]


def _offices_to_give(organisation: Organisation, heads_only: bool) -> list[tuple[str, Any]]:
    """Return the offices that an organisation has; the bureau gives those of heads and experts only."""
    possible = OFFICES_OF_KIND[organisation.kind]
    if heads_only:
        possible = possible & (HEAD_OFFICES | {Office.EXPERT})
    return [choice for choice in Office.choices if choice[0] in possible]


class AppointForm(forms.Form):
    """Who takes which office. The person's code is theirs to tell: nobody is appointed unasked."""

    person = forms.CharField(
        label=_("人员编号"),
        max_length=40,
        help_text=_("请对方登录后在“我的资料”页查看，形如 P-7K2R-9QXM。"),
    )
    offices = forms.MultipleChoiceField(label=_("岗位"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, organisation: Organisation, heads_only: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offices"].choices = _offices_to_give(organisation, heads_only)

    def clean_person(self) -> User:
        """Return the person with this code."""
        code = self.cleaned_data["person"].strip().upper()
        found = User.objects.filter(code=code, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("没有找到这个人员编号。请核对后重新填写，或请对方先注册账户。"))
        return found


class InviteForm(forms.Form):
    """Whom to ask by mail, and for which offices."""

    email = forms.EmailField(
        label=_("对方的邮箱"),
        help_text=_("对方打开邮件里的链接，用这个邮箱登录或注册后接受。7天内有效，接受前可以收回。"),
    )
    offices = forms.MultipleChoiceField(label=_("岗位"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, organisation: Organisation, heads_only: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offices"].choices = _offices_to_give(organisation, heads_only)


class DismissForm(forms.Form):
    """Which offices end, and why."""

    offices = forms.MultipleChoiceField(label=_("免去的岗位"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label=_("理由"), max_length=500, required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [(holding.office, holding.get_office_display()) for holding in membership.current_holdings]
        self.fields["offices"].choices = held
        self.fields["offices"].initial = [office for office, _label in held]
