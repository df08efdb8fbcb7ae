import json

from tests.text.samples import SCHEME, SUMMARY
from yiben.cli.main import main


def test_read_prints_the_whole_reading_as_json(tmp_path, capsys):
    (tmp_path / "scheme.txt").write_text(SCHEME, encoding="utf-8")
    assert main(["read", str(tmp_path / "scheme.txt"), "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["clean_text"] == SCHEME
    assert value["outline"][0]["heading"] == "指导思想"


def test_a_batch_goes_on_behind_a_file_that_fails(tmp_path, capsys):
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "good.txt").write_text(SCHEME, encoding="utf-8")
    (source / "bad.txt").write_bytes(b"")
    assert main(["read", "--batch", str(source), "--out", str(out)]) == 1
    assert json.loads((out / "bad.json").read_text(encoding="utf-8"))["error"] == "document_empty"
    assert json.loads((out / "good.json").read_text(encoding="utf-8"))["tasks"]


def test_repair_reads_json_lines_in_order(tmp_path):
    rows = [{"id": "a", "damaged": "推動(dòng)?jì)D女權(quán)益"}, {"id": "b", "damaged": "没有问题。"}]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["repair", "--jsonl", str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl")]) == 0
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["repaired"] for line in lines] == ["推动妇女权益", "没有问题。"]


def test_wrong_use_exits_with_2(tmp_path, capsys):
    assert main(["read", str(tmp_path / "none.txt")]) == 2
    assert main(["read", "--batch", str(tmp_path)]) == 2
    assert main(["repair"]) == 2


def test_several_at_once_read_a_compiled_file_as_one_does(tmp_path, capsys):
    path = tmp_path / "compiled.txt"
    path.write_text(f"第一篇：方案\n{SCHEME}第二篇：总结\n{SUMMARY}", encoding="utf-8")
    printed = []
    for jobs in ("1", "2"):
        assert main(["read", str(path), "--json", "--jobs", jobs]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert len(json.loads(printed[0])["articles"]) == 2


def test_the_documents_of_a_compiled_file_are_written_one_by_one(tmp_path, capsys):
    path, out = tmp_path / "compiled.txt", tmp_path / "out"
    path.write_text(f"第一篇：方案\n{SCHEME}第二篇：总结\n{SUMMARY}", encoding="utf-8")
    assert main(["read", str(path), "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] == ["compiled__0001", "compiled__0002"]
    second = json.loads((out / "compiled__0002.json").read_text(encoding="utf-8"))
    assert (second["genre"], second["clean_text"]) == ("总结", SUMMARY)
