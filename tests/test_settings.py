import dataclasses

import pytest

from reportedly.errors import SetupError
from reportedly.settings import Settings


def test_settings_cannot_be_changed():
    settings = Settings()
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.threads = 2


def test_no_threads_is_refused():
    with pytest.raises(SetupError, match=r"^threads: 0 is too few"):
        Settings(threads=0)


def test_a_folder_of_weights_is_taken(tmp_path):
    assert Settings(weights=tmp_path).weights == tmp_path


def test_weights_that_are_not_a_folder_are_refused_by_name(tmp_path):
    with pytest.raises(SetupError, match="no-such-folder is not a folder"):
        Settings(weights=tmp_path / "no-such-folder")
