"""Uploads a file with the official Python client of tus; run by the tools' own Python (tests/deploy/tools.py).

`tus_client.py URL TOKEN FILE URLS CHUNK PAUSE_S`: keeps in URLS where its upload is, so that a second run goes on where
a killed first one was. Prints the offset after each part, and last the upload's address. Imports nothing of ours.
"""

import os
import sys
import time

from tusclient.client import TusClient
from tusclient.storage.filestorage import FileStorage

url, token, file, urls, chunk, pause = sys.argv[1:]
client = TusClient(f"{url}/v1/uploads", headers={"Authorization": f"Bearer {token}"})
uploader = client.uploader(
    file,
    chunk_size=int(chunk),
    metadata={"filename": os.path.basename(file)},
    store_url=True,
    url_storage=FileStorage(urls),
    upload_checksum=True,
)
print(f"begins at {uploader.offset}", flush=True)
while uploader.offset < uploader.get_file_size():
    uploader.upload_chunk()
    print(uploader.offset, flush=True)
    time.sleep(float(pause))
print(uploader.url)
