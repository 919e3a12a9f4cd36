"""`python -m catalog.images MEDIA_TYPE` makes renditions of the image on stdin.

It writes a line of JSON and the renditions to stdout. It decodes files from strangers, so it runs
as a process of its own: a file that exploits a decoder reaches neither the database nor a secret,
and a file that unpacks into too much memory ends only this process.
"""

import json
import resource
import sys
import warnings

from PIL import Image

from catalog.images.renderer import UnusableImage, render
from catalog.images.rendition import MAX_PIXELS, Rendition

_MAX_MEMORY = 1 << 30
"""Bytes of address space."""
_MAX_CPU_TIME = 20
"""Seconds of processor time."""


def main() -> None:
    """Render the image on stdin."""
    resource.setrlimit(resource.RLIMIT_AS, (_MAX_MEMORY, _MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MAX_CPU_TIME, _MAX_CPU_TIME))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The renderer checks the size that the file's header gives; Pillow finds chunks within the file
    # that unpack into more.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    renditions: list[Rendition] = []
    header: dict[str, object] = {}
    try:
        renditions = render(sys.stdin.buffer.read(), sys.argv[1])
        header["sizes"] = [
            [rendition.width, rendition.height, len(rendition.body)] for rendition in renditions
        ]
    except UnusableImage as error:
        header["violation"] = [error.code.name, error.params]
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n")
    for rendition in renditions:
        sys.stdout.buffer.write(rendition.body)


if __name__ == "__main__":
    main()
