"""A Scrapy item pipeline that labels or drops articles seen before.

In settings.py:

    ITEM_PIPELINES = {"respun_pipeline.RespunPipeline": 300}
    RESPUN_COMMAND = ["respun", "filter", "--index", "seen.idx", "--ttl", "14d"]
    RESPUN_DROP = ["exact", "near-duplicate"]     # verdicts to drop
    RESPUN_FIELDS = {"id": "url", "text": "text", "source": "site"}  # ours: the item's

Every item that goes on has the verdict under "respun". One process serves the
spider; each item is a line to it and a line back, so nothing waits for a batch.
"""
import json
import subprocess

try:
    from itemadapter import ItemAdapter
    from scrapy.exceptions import DropItem
except ImportError:  # without Scrapy, as in the test: items are dictionaries

    class DropItem(Exception):
        pass

    def ItemAdapter(item):
        return item


class RespunPipeline:
    def __init__(self, command, drop, fields):
        self.command, self.drop, self.fields = command, set(drop), fields

    @classmethod
    def from_crawler(cls, crawler):
        s = crawler.settings
        return cls(
            s.getlist("RESPUN_COMMAND") or ["respun", "filter"],
            s.getlist("RESPUN_DROP") or ["exact", "near-duplicate"],
            s.getdict("RESPUN_FIELDS") or {"id": "url", "text": "text"},
        )

    def open_spider(self, spider=None):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def process_item(self, item, spider=None):
        adapter = ItemAdapter(item)
        line = {ours: adapter.get(theirs) for ours, theirs in self.fields.items()}
        # Without ensure_ascii=False half of a surrogate pair stays valid JSON.
        self.process.stdin.write(json.dumps(line).encode("utf-8") + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError("respun ended with status %s" % self.process.wait())
        verdict = json.loads(answer)["respun"]
        if verdict["verdict"] in self.drop:
            raise DropItem("%s of %s" % (verdict["verdict"], verdict.get("of")))
        adapter["respun"] = verdict
        return item

    def close_spider(self, spider=None):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
