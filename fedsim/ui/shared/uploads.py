"""Files that a visitor hands over in the browser."""

from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


def forget(file: UploadedFile) -> None:
    """Streamlit holds an upload in memory for as long as its tab is open; what is to be kept is kept by now."""
    context, held = get_script_run_ctx(), Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    if context and isinstance(held, MemoryUploadedFileManager):
        held.remove_file(context.session_id, file.file_id)
