"""What a guide is built from. Each block has a template of its own under templates/cms/blocks/."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

PLAIN = ["bold", "link", "ol", "ul", "document-link"]


class ParagraphBlock(blocks.StructBlock):
    """Text under an optional heading."""

    heading = blocks.CharBlock(label=_("小标题"), required=False, max_length=80)
    text = blocks.RichTextBlock(label=_("正文"), features=PLAIN)

    class Meta:
        label = _("段落")
        icon = "pilcrow"
        template = "cms/blocks/paragraph.html"


class StepBlock(blocks.StructBlock):
    """One step: what to do, and how."""

    title = blocks.CharBlock(label=_("做什么"), max_length=80)
    text = blocks.TextBlock(label=_("怎么做"), required=False)

    class Meta:
        label = _("步骤")


class StepsBlock(blocks.StructBlock):
    """Numbered steps."""

    heading = blocks.CharBlock(label=_("小标题"), required=False, max_length=80)
    steps = blocks.ListBlock(StepBlock(), label=_("步骤"))

    class Meta:
        label = _("分步说明")
        icon = "list-ol"
        template = "cms/blocks/steps.html"


class LegalBasisBlock(blocks.StructBlock):
    """An article, and what it says in plain words."""

    article = blocks.CharBlock(label=_("条文"), max_length=120)
    text = blocks.TextBlock(label=_("说的是什么"))

    class Meta:
        label = _("法律依据")
        icon = "openquote"
        template = "cms/blocks/legal_basis.html"


class QuestionBlock(blocks.StructBlock):
    """One question with its answer."""

    question = blocks.CharBlock(label=_("问"), max_length=160)
    answer = blocks.TextBlock(label=_("答"))

    class Meta:
        label = _("问答")


class QuestionsBlock(blocks.StructBlock):
    """Frequent questions, each opened on tap."""

    heading = blocks.CharBlock(label=_("小标题"), required=False, max_length=80)
    questions = blocks.ListBlock(QuestionBlock(), label=_("问答"))

    class Meta:
        label = _("常见问题")
        icon = "help"
        template = "cms/blocks/questions.html"


class DocumentLinkBlock(blocks.StructBlock):
    """A file to download, such as a form."""

    label = blocks.CharBlock(label=_("名称"), required=False, max_length=120)
    document = DocumentChooserBlock(label=_("文件"))

    class Meta:
        label = _("文件下载")
        icon = "doc-full"
        template = "cms/blocks/document_link.html"


class GuideBlocks(blocks.StreamBlock):
    """The body of a guide."""

    paragraph = ParagraphBlock()
    steps = StepsBlock()
    legal_basis = LegalBasisBlock()
    questions = QuestionsBlock()
    document = DocumentLinkBlock()
