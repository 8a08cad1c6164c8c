"""Addresses of videos: one way of writing them, the frame that plays them, and what is none."""

import pytest
from django.conf import settings
from django.http import HttpResponse

from publishing import videos

PAGE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
FRAME = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1&rel=0"


@pytest.mark.parametrize(
    ("address", "page", "frame"),
    [
        (PAGE, PAGE, FRAME),
        ("https://youtu.be/aqz-KE-bpKQ?si=tracker", PAGE, FRAME),
        ("https://m.youtube.com/watch?app=desktop&v=aqz-KE-bpKQ&list=PL1", PAGE, FRAME),
        ("https://youtube.com/shorts/aqz-KE-bpKQ", PAGE, FRAME),
        ("https://www.youtube.com/live/aqz-KE-bpKQ?feature=share", PAGE, FRAME),
        ("https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?start=63", f"{PAGE}&t=63s", f"{FRAME}&start=63"),
        ("https://youtu.be/aqz-KE-bpKQ?t=1m3s", f"{PAGE}&t=63s", f"{FRAME}&start=63"),
        (f"{PAGE}&t=90", f"{PAGE}&t=90s", f"{FRAME}&start=90"),
        (f"{PAGE}&t=soon", PAGE, FRAME),
        (
            "https://vimeo.com/76979871",
            "https://vimeo.com/76979871",
            "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e&title=0",
            "https://vimeo.com/76979871/8272103f6e",
            "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1&h=8272103f6e",
        ),
        (
            "https://vimeo.com/channels/staffpicks/76979871",
            "https://vimeo.com/76979871",
            "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1",
        ),
        (" https://Tube.Example.org/w/abc?x=1#t=3 ", "https://tube.example.org/w/abc?x=1#t=3", ""),
        ("https://tube.example.org", "https://tube.example.org/", ""),
    ],
)
def test_a_video_has_one_address_for_its_page_and_one_for_its_frame(address, page, frame):
    video = videos.read(address)
    assert (video.page, video.frame) == (page, frame)
    assert videos.read(video.page) == video


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "//youtu.be/aqz-KE-bpKQ",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://www.youtube.com/",
        "https://www.youtube.com/@somebody",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=aqz-KE-bpKQ%22",
        "https://vimeo.com/about",
        "https://vimeo.com/1/%2e%2e/2",
        "https://user:pass@youtu.be/aqz-KE-bpKQ",
        "https://youtu.be:444/aqz-KE-bpKQ",
        "https://localhost/video",
        "https://127.0.0.1/video",
        "https://[::1]/video",
        "https://[/video",
        "https://tube.example.org/a b",
        'https://tube.example.org/"onload="x',
        "https://tube.example.org/" + "a" * 1000,
    ],
)
def test_what_is_no_video_is_refused(address):
    assert videos.read(address) is None


def test_a_page_may_frame_the_platforms_of_its_videos_alone():
    response = HttpResponse()
    videos.allow_frames(response, [videos.read("https://tube.example.org/w/abc")])
    assert not hasattr(response, "_csp_config")
    videos.allow_frames(response, [videos.read(PAGE), videos.read("https://vimeo.com/76979871"), videos.read(PAGE)])
    assert response._csp_config == settings.SECURE_CSP | {
        "frame-src": ["https://player.vimeo.com", "https://www.youtube-nocookie.com"]
    }
