"""Renditions: what readers get of a picture, made by workers that may be killed or race each other."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult
from PIL import Image as PillowImage
from PIL import ImageCms, ImageDraw

from publishing import clock, library, orphans, pixels, renditions
from publishing.models import Image, Rendition
from tests.factories import make_image, make_release
from tests.together import at_once

GPS, MAKE, ARTIST, USER_COMMENT = 0x8825, 0x010F, 0x013B, 0x9286
SECRET = b"Secret Street 7"


def encoded(picture: PillowImage.Image, kind: str = "JPEG", **options) -> ContentFile:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return ContentFile(stream.getvalue(), name="river")


def opened(rendition: Rendition) -> PillowImage.Image:
    with rendition.file.open("rb") as stream:
        picture = PillowImage.open(io.BytesIO(stream.read()))
    picture.load()
    return picture


def stored_files() -> set[str]:
    return {f"renditions/{name}" for name in default_storage.listdir("renditions")[1]}


def known_files() -> set[str]:
    return set(Rendition.objects.filter(superseded_at=None).values_list("file", flat=True))


def complete(image: Image, now) -> list[Rendition]:
    renditions.make(image.pk, now=now)
    return list(Rendition.objects.filter(image=image))


class TestPlan:
    def test_a_large_picture_gets_every_width_of_the_layout_in_three_formats_and_a_social_crop(self):
        plans = renditions.plans(4000, 3000)
        for kind in ("jpeg", "webp", "avif"):
            assert [plan.width for plan in plans if plan.format == kind and plan.crop == "whole"] == [
                400,
                800,
                1200,
                1600,
            ]
        (social,) = [plan for plan in plans if plan.crop == "social"]
        assert (social.format, social.width, social.height) == ("jpeg", 1200, 630)
        assert len(plans) == 13

    @pytest.mark.parametrize(
        ("width", "widths"),
        [
            (1, [1]),
            (300, [300]),
            (400, [400]),
            (420, [400]),
            (500, [400, 500]),
            (1000, [400, 800, 1000]),
            (1599, [400, 800, 1200, 1599]),
            (1600, [400, 800, 1200, 1600]),
            (16_000, [400, 800, 1200, 1600]),
        ],
    )
    def test_nothing_is_made_larger_than_the_picture(self, width, widths):
        assert [plan.width for plan in renditions.plans(width, 100) if plan.format == "avif"] == widths

    @pytest.mark.parametrize("size", [(1, 1), (1, 16_000), (16_000, 1), (1200, 630), (99, 7)])
    def test_every_rendition_of_any_shape_has_pixels(self, size):
        assert all(plan.width > 0 and plan.height > 0 for plan in renditions.plans(*size))


@pytest.mark.django_db
class TestFiles:
    def test_a_new_picture_can_be_shown_before_any_worker_ran(self, now):
        image = make_image((2000, 1000), now=now)
        (first,) = image.renditions.all()
        assert (first.crop, first.format, first.width, first.height) == ("whole", "jpeg", 800, 400)
        assert image.picture.src == f"/media/{first.file.name}"

    def test_the_task_for_the_rest_is_enqueued_with_the_picture(self, now):
        image = make_image(now=now)
        task = DBTaskResult.objects.get()
        assert task.task_path == "publishing.tasks.make_renditions"
        assert task.args_kwargs["args"] == [image.pk]

    @pytest.mark.parametrize("size", [(2000, 1000), (500, 900), (7, 5), (3000, 40)])
    def test_files_have_the_size_and_the_format_that_their_rows_name(self, now, size):
        for rendition in complete(make_image(size, now=now), now):
            picture = opened(rendition)
            assert picture.size == (rendition.width, rendition.height)
            assert picture.format.lower() == rendition.format
            assert rendition.size == default_storage.size(rendition.file.name)

    def test_no_rendition_tells_where_or_by_whom_the_picture_was_taken(self, now):
        exif = PillowImage.Exif()
        exif[MAKE], exif[ARTIST] = SECRET.decode(), SECRET.decode()
        exif.get_ifd(GPS)[1] = "N"
        exif.get_ifd(GPS)[2] = (40.0, 24.0, 33.0)
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        file = encoded(PillowImage.new("RGB", (1700, 900)), exif=exif, comment=SECRET, xmp=SECRET, icc_profile=profile)
        assert PillowImage.open(file).getexif().get_ifd(GPS)  # the upload has it
        file.seek(0)
        made = complete(make_image(file=file, now=now), now)
        assert len(made) == 13
        for rendition in made:
            picture = opened(rendition)
            assert not dict(picture.getexif())
            assert not picture.getexif().get_ifd(GPS)
            assert not {"comment", "xmp", "exif", "icc_profile", "photoshop"} & picture.info.keys()
            with rendition.file.open("rb") as stream:
                assert SECRET not in stream.read()

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
    def test_other_formats_lose_their_metadata_too(self, now, kind):
        exif = PillowImage.Exif()
        exif[ARTIST] = SECRET.decode()
        exif.get_ifd(GPS)[1] = "N"
        for rendition in complete(
            make_image(file=encoded(PillowImage.new("RGB", (50, 40)), kind, exif=exif), now=now), now
        ):
            assert not dict(opened(rendition).getexif())

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_every_exif_orientation_is_turned_upright(self, now, orientation):
        upright = PillowImage.new("RGB", (200, 100), "blue")
        upright.paste("red", (0, 0, 100, 50))  # red at the upper left
        turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
        stored = upright.transpose(PillowImage.Transpose(turns[orientation])) if orientation > 1 else upright
        exif = PillowImage.Exif()
        exif[pixels.ORIENTATION] = orientation
        image = make_image(file=encoded(stored, exif=exif), now=now)
        assert (image.width, image.height) == (200, 100)
        for rendition in complete(image, now):
            picture = opened(rendition).convert("RGB")
            assert picture.width > picture.height
            corner, opposite = picture.getpixel((5, 5)), picture.getpixel((picture.width - 5, picture.height - 5))
            assert corner[0] > 200
            assert corner[2] < 60
            assert opposite[2] > 200

    def test_the_social_crop_keeps_the_focal_point_in_sight(self, now):
        wide = PillowImage.new("RGB", (1600, 400), "white")
        ImageDraw.Draw(wide).rectangle((1500, 150, 1599, 250), "red")
        for focus, seen in ((0.95, True), (0.05, False)):
            image = make_image(file=encoded(wide), focal_x=focus, now=now)
            (social,) = [one for one in complete(image, now) if one.crop == "social"]
            assert (social.width, social.height) == (762, 400)
            colours = opened(social).getcolors(2_000_000)
            assert any(red > 200 and green < 100 for _, (red, green, _) in colours) is seen

    def test_a_tall_picture_is_cropped_around_its_focal_point(self, now):
        tall = PillowImage.new("RGB", (500, 1500), "white")
        tall.paste("red", (0, 0, 500, 100))
        image = make_image(file=encoded(tall), focal_y=0.0, now=now)
        (social,) = [one for one in complete(image, now) if one.crop == "social"]
        assert (social.width, social.height) == (500, 262)
        assert opened(social).getpixel((250, 5))[1] < 60

    def test_transparency_is_kept_where_the_format_can_and_white_where_not(self, now):
        clear = PillowImage.new("RGBA", (500, 400), (0, 0, 0, 0))
        for rendition in complete(make_image(file=encoded(clear, "PNG"), now=now), now):
            picture = opened(rendition)
            if rendition.format == "jpeg":
                assert min(picture.getpixel((20, 20))) > 250
            else:
                assert picture.convert("RGBA").getpixel((20, 20))[3] == 0

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
    def test_a_colour_profile_is_applied_and_not_passed_on(self, now, kind):
        # With red and green exchanged, so that a profile passed over would be seen.
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        exchanged = srgb.replace(b"rXYZ", b"....").replace(b"gXYZ", b"rXYZ").replace(b"....", b"gXYZ")
        file = encoded(PillowImage.new("RGB", (50, 40), "red"), kind, icc_profile=exchanged)
        for rendition in complete(make_image(file=file, now=now), now):
            red, green, _ = opened(rendition).convert("RGB").getpixel((9, 9))
            assert green > 200
            assert red < 60

    def test_a_colour_profile_leaves_transparency_alone(self, now):
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        file = encoded(PillowImage.new("RGBA", (50, 40), (255, 0, 0, 128)), "PNG", icc_profile=srgb)
        for rendition in complete(make_image(file=file, now=now), now):
            if rendition.format != "jpeg":
                assert opened(rendition).getpixel((9, 9))[3] == pytest.approx(128, abs=2)

    @pytest.mark.parametrize(
        "profile", [b"no profile", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()]
    )
    def test_an_unusable_colour_profile_is_passed_over(self, now, profile):
        file = encoded(PillowImage.new("RGB", (50, 40), "red"), icc_profile=profile)
        for rendition in complete(make_image(file=file, now=now), now):
            assert opened(rendition).convert("RGB").getpixel((9, 9))[0] > 200

    def test_the_colours_of_print_become_those_of_screens(self, now):
        file = encoded(PillowImage.new("CMYK", (50, 40), (0, 255, 255, 0)))
        for rendition in complete(make_image(file=file, now=now), now):
            red, green, _ = opened(rendition).convert("RGB").getpixel((9, 9))
            assert red > 200
            assert green < 60

    @pytest.mark.parametrize(("mode", "colour"), [("1", 1), ("L", 250), ("LA", (250, 255)), ("P", 0), ("I;16", 64_250)])
    def test_every_kind_of_pixel_is_read(self, now, mode, colour):
        picture = PillowImage.new(mode, (60, 40), colour)
        if mode == "P":
            picture.putpalette([250, 250, 250] + [0] * 765)
        for rendition in complete(make_image(file=encoded(picture, "PNG"), now=now), now):
            assert all(240 <= value <= 255 for value in opened(rendition).convert("RGB").getpixel((9, 9)))

    def test_of_a_moving_picture_the_first_frame_is_shown(self, now):
        frames = [PillowImage.new("RGB", (60, 40), colour) for colour in ("red", "blue")]
        file = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
        for rendition in complete(make_image(file=file, now=now), now):
            assert opened(rendition).convert("RGB").getpixel((9, 9))[0] > 200

    def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size(self):
        file = encoded(PillowImage.new("RGB", (6400, 4800)))
        assert pixels.open_picture(file).size == (6400, 4800)
        before = PillowImage.open(file)
        before.draft("RGB", (1600, 1200))
        assert before.size == (1600, 1200)
        assert pixels.read(file, scale=0.25).size == (1600, 1200)


@pytest.mark.django_db
class TestMaking:
    def test_a_finished_picture_has_all_files_and_is_no_longer_due(self, now):
        image = make_image((1700, 100), now=now)
        assert renditions.make(image.pk, now=now) == 12
        image = Image.objects.get()
        assert renditions.missing(image) == []
        assert image.renditions_due_at is None
        assert stored_files() == known_files()

    def test_making_again_does_nothing(self, now):
        image = make_image(now=now)
        renditions.make(image.pk, now=now)
        before = known_files()
        assert renditions.make(image.pk, now=now) == 0
        assert known_files() == before == stored_files()

    def test_a_picture_that_was_removed_meanwhile_is_nothing_to_do(self, now):
        assert renditions.make(12345, now=now) == 0

    def test_readers_get_the_new_files_at_once_where_the_picture_is_public(self, now):
        shown, hidden = make_image(now=now), make_image(now=now)
        make_release(lead_image=shown)
        make_release(lead_image=hidden, status="draft")
        version = clock.read(now).version
        renditions.make(hidden.pk, now=now)
        assert clock.read(now).version == version
        renditions.make(shown.pk, now=now)
        assert clock.read(now).version == version + 1

    def test_a_worker_killed_between_file_and_row_leaves_nothing_that_counts(self, now, monkeypatch):
        image = make_image((500, 400), now=now)

        def killed(*args):
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(renditions, "_enter", killed)
            with pytest.raises(SystemExit):
                renditions.make(image.pk, now=now)
        assert image.renditions.count() == 1
        lost = stored_files() - known_files()
        assert lost

        # Nobody takes it while the claim of the dead one holds; then the schedule does.
        assert renditions.make_missing(now + renditions.CLAIM - timedelta(seconds=1)) == 0
        assert renditions.make_missing(now + renditions.CLAIM) == len(renditions.plans(500, 400)) - 1
        assert Image.objects.get().renditions_due_at is None

        # The files without rows go after a day, and no others.
        assert orphans.remove_orphans(now) == 0
        assert orphans.remove_orphans(now + timedelta(days=2)) == len(lost)
        assert stored_files() == known_files()

    def test_orphans_are_looked_for_where_no_picture_was_ever_added(self, now):
        assert orphans.remove_orphans(now) == 0

    def test_a_failure_is_noted_and_tried_again_with_growing_pauses_until_it_is_given_up(self, now, monkeypatch):
        image = make_image(now=now)
        default_storage.delete(image.file.name)
        moment, pauses = now, []
        for _ in range(renditions.TRIES):
            assert renditions.make_missing(moment) == 0
            image = Image.objects.get()
            assert "FileNotFoundError" in image.renditions_problem
            if image.renditions_due_at:
                pauses.append(image.renditions_due_at - moment)
                assert renditions.make_missing(image.renditions_due_at - timedelta(seconds=1)) == 0
                moment = image.renditions_due_at
        assert [pause.total_seconds() / 60 for pause in pauses] == [1, 4, 16, 64, 256]
        assert image.renditions_due_at is None

    def test_one_broken_picture_does_not_stop_the_others(self, now):
        broken, sound = make_image(now=now), make_image(now=now)
        default_storage.delete(broken.file.name)
        assert renditions.make_missing(now) > 0
        assert renditions.missing(sound) == []

    def test_files_written_before_a_failure_are_removed(self, now, monkeypatch):
        image = make_image((500, 400), now=now)
        write = pixels.write

        def fail_at_avif(picture, name):
            if name == "avif":
                raise OSError("No space left on device")
            return write(picture, name)

        monkeypatch.setattr(pixels, "write", fail_at_avif)
        with pytest.raises(renditions.NotMadeError, match="No space left"):
            renditions.make(image.pk, now=now)
        assert stored_files() == known_files()

    def test_a_rendition_that_another_worker_made_meanwhile_is_kept_and_ours_is_removed(self, now, monkeypatch):
        image = make_image((500, 400), now=now)
        enter = renditions._enter

        def other_was_faster(*args):
            monkeypatch.setattr(renditions, "_enter", enter)
            renditions.demand([image], now=now)
            assert renditions.make(image.pk, now=now) > 0
            enter(*args)

        monkeypatch.setattr(renditions, "_enter", other_was_faster)
        assert renditions.make(image.pk, now=now) == 0
        assert stored_files() == known_files()
        assert renditions.missing(Image.objects.get()) == []

    def test_a_picture_removed_while_its_files_are_made_leaves_none(
        self, now, monkeypatch, django_capture_on_commit_callbacks
    ):
        image = make_image(now=now)
        enter = renditions._enter

        def removed_first(*args):
            with django_capture_on_commit_callbacks(execute=True):
                library.remove(Image.objects.get())
            enter(*args)

        monkeypatch.setattr(renditions, "_enter", removed_first)
        assert renditions.make(image.pk, now=now) == 0
        assert stored_files() == set()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_every_rendition_once(now):
    image = make_image((900, 600), now=now)
    made = at_once(2, lambda _place: renditions.make(image.pk, now=now))
    assert sorted(made) == [0, len(renditions.plans(900, 600)) - 1]
    assert stored_files() == known_files()


@pytest.mark.django_db
class TestLibrary:
    def test_a_new_focal_point_makes_the_social_crop_anew_and_nothing_else(
        self, now, django_capture_on_commit_callbacks
    ):
        image = make_image((500, 300), now=now)
        renditions.make(image.pk, now=now)
        old = known_files()
        old_social = image.renditions.get(crop="social").file.name
        image.focal_x = 0.1
        library.change(image, now=now)
        assert known_files() == old  # the old crop serves until the new one is there
        with django_capture_on_commit_callbacks(execute=True):
            assert renditions.make(image.pk, now=now) == 1
        assert known_files() & old == old - {old_social}
        assert stored_files() == known_files()

    def test_a_focal_point_set_while_files_are_made_is_not_lost(self, now, monkeypatch):
        image = make_image((500, 300), now=now)
        enter = renditions._enter

        def changed_first(*args):
            monkeypatch.setattr(renditions, "_enter", enter)
            other = Image.objects.get()
            other.focal_x = 0.1
            library.change(other, now=now)
            enter(*args)

        monkeypatch.setattr(renditions, "_enter", changed_first)
        assert renditions.make(image.pk, now=now) == 0
        assert renditions.make_missing(now) > 0
        assert renditions.missing(Image.objects.get()) == []
        assert stored_files() == known_files()

    def test_new_words_reach_readers_at_once(self, now):
        image = make_image(now=now)
        make_release(lead_image=image)
        version = clock.read(now).version
        image.alt_text = "A river in spring"
        library.change(image, now=now)
        assert clock.read(now).version == version + 1

    def test_saving_words_leaves_what_a_worker_noted_meanwhile(self, now):
        image = make_image(now=now)
        renditions.make(image.pk, now=now)
        image.title = "New title"
        library.change(image, now=now)
        assert Image.objects.get().renditions_due_at is None

    def test_removing_a_picture_removes_all_its_files(self, now, django_capture_on_commit_callbacks):
        image = make_image(now=now)
        renditions.make(image.pk, now=now)
        with django_capture_on_commit_callbacks(execute=True):
            library.remove(image)
        assert stored_files() == set()
        assert default_storage.listdir("originals")[1] == []

    def test_the_original_is_stored_byte_for_byte_under_a_name_that_tells_nothing(self, now):
        file = encoded(PillowImage.new("RGB", (50, 40)))
        content = file.read()
        file.name = "../../anna-at-home.html"
        image = make_image(file=file, now=now)
        with image.file.open("rb") as stream:
            assert stream.read() == content
        assert image.file.name.startswith("originals/")
        assert image.file.name.endswith(".jpg")
        assert "anna" not in image.file.name


@pytest.mark.django_db
class TestCommand:
    def test_it_makes_what_is_missing_and_may_be_repeated(self, now, capsys):
        make_image(now=now)
        call_command("make_renditions", "--dry-run")
        assert "To make: 3 files." in capsys.readouterr().out
        assert Rendition.objects.count() == 1
        call_command("make_renditions")
        assert "Made: 3 files." in capsys.readouterr().out
        call_command("make_renditions")
        assert capsys.readouterr().out == "Made: 0 files.\n"

    def test_it_follows_new_widths_of_the_layout(self, now, monkeypatch, capsys, django_capture_on_commit_callbacks):
        image = make_image((1000, 500), now=now)
        renditions.make(image.pk, now=now)
        monkeypatch.setattr(renditions, "WIDTHS", (300, 800, 1600))
        with django_capture_on_commit_callbacks(execute=True):
            call_command("make_renditions")
        widths = (
            Rendition.objects.filter(format="avif", superseded_at=None)
            .order_by("width")
            .values_list("width", flat=True)
        )
        assert list(widths) == [300, 800, 1000]
        assert stored_files() == known_files()

    def test_with_verify_it_makes_lost_files_anew(self, now, capsys):
        image = make_image(now=now)
        renditions.make(image.pk, now=now)
        default_storage.delete(image.renditions.get(format="avif").file.name)
        call_command("make_renditions", "--verify")
        assert "Made: 1 files." in capsys.readouterr().out
        assert stored_files() == known_files()

    def test_it_names_the_pictures_that_failed_and_does_the_others(self, now, capsys):
        broken, sound = make_image(title="Lost", now=now), make_image(now=now)
        default_storage.delete(broken.file.name)
        with pytest.raises(CommandError, match="1 pictures"):
            call_command("make_renditions")
        assert "Lost" in capsys.readouterr().err
        assert renditions.missing(sound) == []
