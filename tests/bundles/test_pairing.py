"""Which codec goes with which LCM, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conceptwriter.bundles import (
    BundleError,
    FoundBundle,
    Manifest,
    Pairing,
    Way,
    codec_of,
    codecs_in,
    find_bundles,
    lcms_in,
    load_manifest,
    pair,
    save_manifest,
)
from conceptwriter.bundles.lcm_part import CodecName, LcmPart
from conceptwriter.bundles.manifest import CodecPart, Licence


@pytest.fixture
def both(toy_bundle: Path) -> FoundBundle:
    return FoundBundle(toy_bundle, False, load_manifest(toy_bundle), None)


def changed(bundle: FoundBundle, without: str = "", **changes: Any) -> FoundBundle:
    """The bundle with one of its parts taken away and other facts changed, in another folder."""
    assert bundle.manifest is not None
    manifest: Manifest = bundle.manifest
    if without:
        left = [kind for kind in manifest.kinds if kind != without]
        changes = {"kinds": left, without: None, **changes}
        if without == "lcm":
            changes["lcm_variants"] = []
    manifest = msgspec.structs.replace(manifest, **changes)
    return FoundBundle(bundle.folder / f"{manifest.name} without {without}", False, manifest, None)


def of_space(bundle: FoundBundle, space: str) -> FoundBundle:
    """An LCM that works in another space than the one of its codec's name."""
    assert bundle.manifest is not None
    assert bundle.manifest.lcm is not None
    lcm = msgspec.structs.replace(bundle.manifest.lcm, space=space)
    return FoundBundle(bundle.folder, False, msgspec.structs.replace(bundle.manifest, lcm=lcm), None)


def test_a_bundle_with_both_goes_with_itself(both: FoundBundle) -> None:
    found = pair([both])
    assert (found.codec, found.lcm, found.lcm_codec, found.way) == (both, both, None, Way.SAME_SPACE)
    assert "contains both" in found.why


def test_parts_in_two_folders_find_each_other(both: FoundBundle) -> None:
    codec, lcm = changed(both, "lcm"), changed(both, "codec", name="a concept model")
    found = pair([lcm, codec])
    assert (found.codec, found.lcm, found.lcm_codec, found.way) == (codec, lcm, None, Way.SAME_SPACE)


def test_codecs_of_one_space_share_an_lcm(both: FoundBundle) -> None:
    """int8 and fp16 of SONAR, and an LCM that names the space."""
    small = changed(both, "lcm", name="sonar", space="sonar-1")
    exact = changed(both, "lcm", name="sonar-fp16", space="sonar-1")
    mimir = of_space(changed(both, "codec", name="mimir"), "sonar-1")
    for codec in (small, exact):
        found = pair([small, exact, mimir, both], codec.folder)
        assert (found.codec, found.lcm, found.way) == (codec, mimir, Way.SAME_SPACE)


def test_the_users_codec_takes_another_lcm_through_text(both: FoundBundle) -> None:
    sonar = changed(both, "lcm", name="sonar", title="SONAR")
    found = pair([sonar, both])
    assert (found.codec, found.lcm, found.lcm_codec) == (sonar, both, both)
    assert found.way is Way.THROUGH_TEXT
    assert "passed on as text, written by toy 0.0.1 and read by SONAR 0.0.1" in found.why


def test_an_lcm_of_its_own_space_goes_first(both: FoundBundle) -> None:
    sonar = changed(both, "lcm", name="sonar", space="sonar-1")
    mimir = of_space(changed(both, "codec", name="mimir"), "sonar-1")
    assert pair([sonar, both, mimir]).lcm == mimir
    through = pair([sonar, both, mimir], lcm="toy")
    assert (through.lcm, through.lcm_codec, through.way) == (both, both, Way.THROUGH_TEXT)


def test_the_codec_an_lcm_was_trained_with_is_taken_for_it(both: FoundBundle) -> None:
    mimir = of_space(changed(both, "codec", name="mimir"), "toys")
    other = changed(both, "lcm", name="another precision", space="toys")
    exact = changed(both, "lcm", space="toys")
    assert codec_of(mimir, [other, mimir, exact]) == exact
    assert codec_of(mimir, [other, mimir]) == other
    assert codec_of(mimir, [mimir, both]) is None


def test_without_a_usable_lcm_there_is_none(both: FoundBundle) -> None:
    alone = changed(both, "lcm", name="translator")
    lonely = of_space(changed(both, "codec", name="mimir"), "sonar-1")
    found = pair([alone, lonely])
    assert (found.codec, found.lcm, found.way) == (alone, None, Way.NO_CONCEPT_MODEL)
    assert "cannot propose" in found.why
    with pytest.raises(BundleError, match=r"space sonar-1, and none is installed.*models install toy"):
        pair([alone, lonely], lcm="mimir")


def test_wishes_by_name_and_folder(both: FoundBundle) -> None:
    other = changed(both, "lcm", name="other", version="2")
    assert pair([both, other], "other").codec == other
    assert pair([both, other], other.folder).codec == other
    assert pair([], str(both.folder)).codec.folder == both.folder
    with pytest.raises(BundleError, match=r"no model 'else'\. Installed: other, toy"):
        pair([both, other], "else")
    with pytest.raises(BundleError, match="no concept model"):
        pair([both, other], lcm="other")
    with pytest.raises(BundleError, match="has no translation model"):
        pair([both, changed(both, "codec", name="mimir")], "mimir")
    with pytest.raises(BundleError, match="not a model folder"):
        pair([both], Path("nowhere"))


def test_a_damaged_bundle_is_reported_only_where_it_matters(both: FoundBundle) -> None:
    damaged = FoundBundle(both.folder / "hurt", False, None, "hurt is damaged. Install it again.")
    assert pair([damaged, both]).codec == both
    assert pair([damaged, both], lcm="toy").lcm == both
    with pytest.raises(BundleError, match="hurt is damaged"):
        pair([damaged, both], "hurt")
    with pytest.raises(BundleError, match="hurt is damaged"):
        pair([damaged])
    with pytest.raises(BundleError, match="No usable model is installed"):
        pair([])


def test_what_is_there(both: FoundBundle) -> None:
    codec, lcm = changed(both, "lcm"), changed(both, "codec", name="mimir")
    assert codecs_in([lcm, codec, both]) == [codec, both]
    assert lcms_in([lcm, codec, both]) == [lcm, both]


def test_manifests_on_disk(both: FoundBundle, tmp_path: Path) -> None:
    """The spaces are read from files."""
    for name, changes in {"b-codec": {"space": "s"}, "a-codec": {}}.items():
        folder = tmp_path / name
        folder.mkdir()
        codec = changed(both, "lcm", name=name, **changes).manifest
        assert codec is not None
        save_manifest(codec, folder)
    lcm = of_space(changed(both, "codec", name="c-lcm"), "s").manifest
    assert lcm is not None
    (tmp_path / "c").mkdir()
    save_manifest(lcm, tmp_path / "c")
    found = pair(find_bundles([tmp_path]))
    assert [each.folder.name for each in (found.codec, found.lcm, found.lcm_codec) if each] == [
        "a-codec",
        "c",
        "b-codec",
    ]


SPACES = st.sampled_from(["", "s", "t"])
"""Of a codec and of an LCM; empty: that of the bundle's own name and version."""


@given(
    bundles=st.lists(
        st.tuples(SPACES, SPACES, st.sampled_from(["codec", "lcm", "both", "damaged"])), max_size=5
    ),
    codec=st.none() | st.integers(0, 4),
    lcm=st.none() | st.integers(0, 4),
)
def test_whatever_is_installed_and_wished(
    bundles: list[tuple[str, str, str]], codec: int | None, lcm: int | None
) -> None:
    """Each wish is granted or refused with a sentence; what comes of it always fits together."""
    found = [bundle_of(number, *facts) for number, facts in enumerate(bundles)]
    wishes = (None if codec is None else Path(f"{codec}"), None if lcm is None else Path(f"{lcm}"))
    try:
        made = pair(found, *wishes)
    except BundleError as error:
        refusal = str(error)
    else:
        check(made, found, *wishes)
        return
    assert refusal.endswith(".")
    assert wishes != (None, None) or not codecs_in(found)


def check(made: Pairing, found: list[FoundBundle], codec: Path | None, lcm: Path | None) -> None:
    """It is as wished, and the spaces are as it says."""
    assert codec is None or made.codec.folder == codec
    assert lcm is None or (made.lcm is not None and made.lcm.folder == lcm)
    writers, lcms = codecs_in([made.codec]), lcms_in([made.lcm] if made.lcm is not None else [])
    assert len(writers) == 1
    match made.way:
        case Way.NO_CONCEPT_MODEL:
            assert (made.lcm, made.lcm_codec) == (None, None)
            assert all(codec_of(each, found) is None for each in lcms_in(found))
        case Way.SAME_SPACE:
            assert made.lcm_codec is None
            assert space_of_lcm(lcms[0]) == space_of_codec(made.codec)
        case Way.THROUGH_TEXT:
            assert made.lcm_codec is not None
            assert space_of_lcm(lcms[0]) == space_of_codec(made.lcm_codec) != space_of_codec(made.codec)


def space_of_codec(bundle: FoundBundle) -> str:
    assert bundle.manifest is not None
    assert bundle.manifest.codec is not None
    return bundle.manifest.vector_space


def space_of_lcm(bundle: FoundBundle) -> str:
    assert bundle.manifest is not None
    assert bundle.manifest.lcm is not None
    return bundle.manifest.lcm.vector_space


def bundle_of(number: int, space: str, lcm_space: str, what: str) -> FoundBundle:
    """A bundle that exists only in memory."""
    folder = Path(f"{number}")
    if what == "damaged":
        return FoundBundle(folder, False, None, f"{number} is damaged.")
    name = f"bundle {number}"
    manifest = Manifest(
        manifest_version="1.0",
        name=name,
        version="1",
        kinds=["codec", "lcm"] if what == "both" else [what],
        licence=Licence("MIT", "LICENSE.txt"),
        languages=["eng_Latn"],
        dimension=4,
        files=[],
        codec=None if what == "lcm" else CodecPart("t", "e", "c", "d", 250, 64),
        lcm=None if what == "codec" else LcmPart("g", CodecName(name, "1"), 0.1, 32, space=lcm_space),
        space=space,
    )
    return FoundBundle(folder, False, manifest, None)
