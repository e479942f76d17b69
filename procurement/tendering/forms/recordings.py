"""What is typed of a recording: which stage, from when to when, who keeps the file where, its hash."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement.core.forms import MomentField

from ..enums import SceneStage
from ..selectors.recording import Scene
from ..services.recording import Recorded


class RecordingForm(forms.Form):
    stage = forms.ChoiceField(label=_("环节"), choices=SceneStage.choices, widget=forms.RadioSelect)
    what = forms.CharField(
        label=_("录制内容"), max_length=100, help_text=_("机位或者文件，例如：开标室全景，第1段。")
    )
    begins = MomentField(label=_("录制开始"))
    ends = MomentField(label=_("录制结束"))
    missing = forms.BooleanField(
        label=_("这段时间没有录上"),
        required=False,
        help_text=_("勾选的，下面四项不填，在“说明”里写明原因和现场怎样处理的。"),
    )
    keeper = forms.CharField(label=_("保管单位和人员"), max_length=100, required=False)
    place = forms.CharField(
        label=_("存放位置"),
        max_length=200,
        required=False,
        help_text=_("例如：交易中心录像服务器，硬盘3号柜。"),
    )
    sha256 = forms.CharField(
        label=_("文件指纹（SHA-256）"),
        max_length=200,
        required=False,
        # Read by hashing.js: the file is hashed where it lies and not sent.
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "data-hash-choose": _("在这台电脑上选择录像文件，自动算出指纹（文件不会上传）"),
                "data-hash-reading": _("正在计算指纹，请不要关闭页面"),
                "data-hash-done": _("已算出指纹并填好："),
                "data-hash-failed": _("这个文件读不出来，请检查磁盘后重新选择，或者按说明粘贴指纹。"),
            }
        ),
        help_text=_(
            "也可以打开命令提示符，输入 certutil -hashfile 文件名 SHA256，把得到的64位字符粘贴到上面。"
        ),
    )
    years = forms.IntegerField(label=_("保存年限（年）"), min_value=1, max_value=100, required=False)
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, scenes: list[Scene], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of a file everything is said; of a time without a recording, nothing.
        for name in () if self.data.get("missing") else ("keeper", "place", "sha256", "years"):
            self.fields[name].required = True
        self.fields["stage"].choices = [(scene.stage.value, scene.stage.label) for scene in scenes]

    def said(self) -> Recorded:
        """Return what the service takes."""
        return Recorded(**{name: value for name, value in self.cleaned_data.items() if name != "stage"})


class StrikeForm(forms.Form):
    reason = forms.CharField(label=_("作废原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
