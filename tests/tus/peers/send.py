"""tuspy in a process of its own: python send.py '{"endpoint": ..., "file": ..., "headers": ..., ...}'.

Every piece carries a checksum. What it has begun is written to the file
"memory", so that another process goes on with it. Prints the upload's address.
"""

import json
import sys

from tusclient.client import TusClient
from tusclient.storage.filestorage import FileStorage

order = json.loads(sys.argv[1])
uploader = TusClient(order["endpoint"], headers=order["headers"]).uploader(
    order["file"],
    chunk_size=1 << 20,
    metadata=order["metadata"],
    retries=20,
    retry_delay=1,
    store_url=True,
    url_storage=FileStorage(order["memory"]),
    upload_checksum=True,
)
uploader.upload()
sys.stdout.write(f"{uploader.url}\n")
