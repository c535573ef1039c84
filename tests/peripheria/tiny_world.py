"""A world of two pilots, small enough to read at a glance, as files that a test may spoil."""

from pathlib import Path

TINY = {
    "pilots.csv": """\
pilot,city,country,population,start_date,end_date,budget_eur
A,Hilltown,DE,1000,2025-01-01,2026-01-01,5000
B,Lakeville,,,,,
""",
    "census.csv": "pilot,margin,category,share\nA,gender,female,0.5\nA,gender,male,0.5\n",
    "stakeholders.csv": """\
stakeholder_id,pilot,helix,age_band,gender,district,joined_on
S1,A,citizen,30-44,female,north,2025-01-05
S2,A,government,,,,
S3,B,industry,65+,,,2025-02-01
""",
    "sessions.csv": """\
session_id,pilot,date,method,channel,iap2_level,duration_h,cost_eur
E1,A,2025-03-01,world_cafe,onsite,3,2.5,100
E2,B,2025-04-01,online_forum,online,,,
""",
    "attendance.csv": """\
session_id,stakeholder_id,hours,mode,completed
E1,S1,2.5,onsite,1
E1,S2,,onsite,0
E1,S1,1.0,online,0
""",
    "commitments.csv": """\
commitment_id,pilot,session_id,raised_on,decision,decided_on,delivered_on
C1,A,E1,2025-03-01,accepted,2025-03-10,2025-05-01
""",
    "surveys.csv": "pilot,survey,invited\nA,citizen,20\n",
    # the answers of R1 do not stand together, and its rating stands twice
    "responses.csv": """\
response_id,pilot,survey,question,value,session_id,stakeholder_id,submitted_on
R1,A,session_feedback,method_rating,4,E1,S1,2025-03-02
R2,A,citizen,trust_1,5,,S2,2025-12-01
R1,A,session_feedback,would_return,,E1,S1,2025-03-02
R2,A,citizen,nps,9,,S2,2025-12-01
R1,A,session_feedback,method_rating,1,E1,S1,2025-03-02
""",
    "feedback_levels.csv": "response_id,session_id,perceived_level\nR1,E1,3\nR9,E2,2\n",
    "session_details.csv": "session_id,phase,promised_level,head_count,status\nE1,design,4,12,held\n",
    "planned_sessions.csv": """\
session_id,pilot,date,method,channel,iap2_level,duration_h,cost_eur,status
X1,A,2025-06-01,world_cafe,onsite,2,2.0,,cancelled
""",
    "groups.csv": "pilot,group,helix,relevant,planned_level\nA,RES,citizen,1,3\n",
    "stakeholder_groups.csv": "stakeholder_id,group\nS1,RES\n",
    "truth.json": '{"cutoff": "2026-06-30"}',
}


def write_tiny_world(folder: Path) -> Path:
    """Write the files into ``folder`` and return it."""
    for name, content in TINY.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Replace one piece of text in a file; it must be there."""
    path = folder / name
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {name}"
    path.write_text(content.replace(old, new), encoding="utf-8")
