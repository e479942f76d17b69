"""The site's tree: home, guides, and the guides that the platform starts with (guides.json).

Reversible: going back leaves the plain page that Wagtail itself begins with.
"""

import json
from pathlib import Path

from django.db import migrations

LOCALE = "zh-hans"
WELCOME = ("政府购买服务平台", "Government purchase of services", "乡镇用公共资金向社会购买服务，从目录到绩效，全过程公开。", "Public money buys services for the county’s townships: from catalogue to performance, in public.")
GUIDES = ("办事指南", "Guides", "按您的身份选择，每篇几分钟读完。", "Choose by who you are; each takes a few minutes.")


def build(apps, schema_editor):
    page, site = apps.get_model("wagtailcore.Page"), apps.get_model("wagtailcore.Site")
    site.objects.all().delete()
    page.objects.filter(depth__gt=1).delete()
    page.objects.filter(depth=1).update(numchild=1)
    home = _add(apps, "HomePage", "00010001", "home", "/home/", WELCOME, numchild=1)
    index = _add(apps, "GuideIndexPage", "000100010001", "guides", "/home/guides/", GUIDES)
    guides = json.loads((Path(__file__).parent / "guides.json").read_text(encoding="utf-8"))
    for number, guide in enumerate(guides, start=1):
        slug = guide["slug"]
        words = (guide["title"], guide["title_en"], guide["intro"], guide["intro_en"])
        _add(
            apps,
            "GuidePage",
            f"000100010001{number:04d}",
            slug,
            f"/home/guides/{slug}/",
            words,
            audience=guide["audience"],
            body=json.dumps(guide["body"], ensure_ascii=False),
            body_en=json.dumps(guide["body_en"], ensure_ascii=False),
        )
    page.objects.filter(pk=index.pk).update(numchild=len(guides))
    site.objects.create(
        hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True, site_name="政府购买服务平台"
    )


def _add(apps, model, path, slug, url_path, words, numchild=0, **fields):
    kind, _made = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        model=model.lower(), app_label="cms"
    )
    title, title_en, intro, intro_en = words
    return apps.get_model(f"cms.{model}").objects.create(
        title=title,
        draft_title=title,
        title_en=title_en,
        intro=intro,
        intro_en=intro_en,
        slug=slug,
        content_type=kind,
        path=path,
        depth=len(path) // 4,
        numchild=numchild,
        url_path=url_path,
        locale=_locale(apps),
        live=True,
        show_in_menus=False,
        **fields,
    )


def _locale(apps):
    locales = apps.get_model("wagtailcore.Locale").objects
    return locales.filter(language_code=LOCALE).first() or locales.order_by("pk").first()


def clear(apps, schema_editor):
    page, site = apps.get_model("wagtailcore.Page"), apps.get_model("wagtailcore.Site")
    kind, _made = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        model="page", app_label="wagtailcore"
    )
    site.objects.all().delete()
    for name in ("GuidePage", "GuideIndexPage", "HomePage"):
        apps.get_model(f"cms.{name}").objects.all().delete()
    page.objects.filter(depth__gt=1).delete()
    page.objects.filter(depth=1).update(numchild=1)
    home = page.objects.create(
        title="Welcome to your new Wagtail site!",
        draft_title="Welcome to your new Wagtail site!",
        slug="home",
        content_type=kind,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=_locale(apps),
    )
    site.objects.create(hostname="localhost", root_page_id=home.pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(build, clear)]
