"""Puts three items through the pipeline, as Scrapy would, and prints what came of them."""
from respun_pipeline import DropItem, RespunPipeline

STORY = "The ferry to the island was cancelled on Sunday because of the storm, the company said in the evening."
ITEMS = [
    {"url": "http://a/1", "text": STORY},
    {"url": "http://b/2", "text": STORY.upper()},
    {"url": "http://c/3", "text": "Voters in the valley will decide in May whether the bridge is rebuilt. \ud800"},
]

pipeline = RespunPipeline(["respun", "filter"], ["exact", "near-duplicate"], {"id": "url", "text": "text"})
pipeline.open_spider()
for item in ITEMS:
    try:
        print(item["url"], pipeline.process_item(item)["respun"]["verdict"])
    except DropItem as reason:
        print(item["url"], "dropped:", reason)
pipeline.close_spider()
