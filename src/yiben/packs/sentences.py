"""The Chinese sentence of every problem a pack can have. The one place with prose in this room."""

from collections.abc import Iterable, Mapping

from yiben.packs.problems import Problem

SENTENCES: Mapping[str, str] = {
    "PK001": "文件不是UTF-8编码。请另存为UTF-8（WPS、记事本的“另存为”里可选）",
    "PK002": "YAML写法有误，从这一行第{column}个字起读不下去。请看缩进、冒号后的空格和引号是否成对",
    "PK003": "“{key}”写了两次，第一次在第{first}行。请留一处",
    "PK004": "文件有{size}字节，最多{most}字节。请拆分，或移出大段内容",
    "PK005": "文件有{lines}行，最多{most}行。请拆成几个文件",
    "PK006": "没有pack.yaml。业务包里必须有它，写明name、label和version",
    "PK007": "不认识的文件“{file}”。业务包里可以有pack.yaml、kinds.yaml、roles.yaml、metrics.yaml、"
    "checks.yaml、meetings.yaml、rosters.yaml、books/*.yaml、rolls/*.yaml、procedures/*.yaml、checklists/*.yaml、assessments/*.yaml、registers/*.yaml、analyses/*.yaml、reports/*.yaml、reports/*.txt、demo/、cases/和README.md",
    "PK008": "整个文件应当是{wanted}",
    "PK009": "{what}。请把内容直接写出来",
    "PK010": "缺少“{key}”。请补上",
    "PK011": "“{key}”的值类型不对，应当是{wanted}",
    "PK012": "标识“{value}”不合规则。只用小写英文字母、数字和下划线，以字母开头，最长40个字，如visit_kind",
    "PK013": "“{key}”的值“{value}”不在可选范围内",
    "PK014": "未知字段“{key}”",
    "PK015": "“{key}”的长短或大小超出范围（{bound}）。请改到范围以内",
    "PK016": "name是“{name}”，文件夹却叫“{folder}”。请改成一致",
    "PK017": "“{word}”要记的是个人的{what}。本系统任何账簿都不记这一项，请删去",
    "PK018": "“{id}”是系统自用的标识，字段不能用。请换一个",
    "PK020": "“{id}”已经用过。请换一个标识",
    "PK021": "没有“{book}”这本账簿。请改正，或在requires里写上它所在的业务包",
    "PK022": "账簿“{book}”里没有字段“{field}”",
    "PK023": "字段“{field}”没有选项“{choice}”",
    "PK024": "没有“{verb}”这个权限",
    "PK025": "报告模板用到的指标“{metric}”不存在，或几个业务包都有。请改正，或写成“业务包.指标”",
    "PK097": "报告模板第{line}段：{fault}：“{name}”。请改正",
    "PK026": "reports/下没有模板文件“{template}”",
    "PK027": "需要的业务包“{pack}”没有安装。请先安装它，或改正requires",
    "PK028": "需要业务包“{pack}”第{wanted}版以上，现在是第{found}版。请先升级它",
    "PK029": "没有“{kind}”这种单位类别",
    "PK030": "账簿“{book}”是业务包“{pack}”的。请在requires里写上“{pack}”",
    "PK031": "字段“{field}”没有写计量单位。请加unit，如人、次、册",
    "PK032": "字段“{field}”的计量单位固定是{fixed}，不能写成{unit}。请删去unit",
    "PK033": "字段“{field}”的最小值{min}大于最大值{max}。请改正",
    "PK034": "字段“{field}”的类型是{type}，不能有“{key}”。请删去",
    "PK035": "字段“{field}”没有选项。请在choices里列出",
    "PK036": "字段“{field}”的类型是{type}，不能有选项。请删去choices，或把类型改为choice",
    "PK037": "字段“{field}”的类型是{type}，不能分类汇总。rollup只用于choice、multichoice、yesno、unit",
    "PK038": "账簿“{book}”有{count}个分类汇总字段，连同扩展最多{most}个。请去掉这一个的rollup",
    "PK039": "字段“{field}”没有写各条记录怎样相加。请加add：flow（相加）、stock（取最近）或none（不加）",
    "PK040": "字段“{field}”的类型是{type}，不能相加。请删去add",
    "PK041": "字段“{field}”不是单位类型，不能有“{key}”。请删去",
    "PK042": "指标“{metric}”的how是{how}：count不写field，sum、stock、distinct必须写field",
    "PK043": "指标“{metric}”不能对字段“{field}”做{how}（类型{type}，add {add}）。sum要add为flow的数，"
    "stock要add为stock的数，distinct要单位或选项",
    "PK044": "不能按字段“{field}”（类型{type}）这样筛选。where只用于选项和单位（写标识）以及yesno（写true或false）",
    "PK045": "没有“{pack}”这个业务包。请改正，或写“*”表示全部",
    "PK046": "业务包“{pack}”经requires绕回了自己。请去掉其中一处",
    "PK047": "指标“{metric}”要按字段“{field}”分开算，这个字段却没有分类汇总。请给它加rollup: true",
    "PK060": "检查“{check}”是{kind}，缺少“{key}”。请补上",
    "PK061": "检查“{check}”是{kind}，用不到“{key}”。请删去",
    "PK062": "检查“{check}”不能用字段“{field}”（类型{type}，add {add}）。impossible两边都是数，或各一个日期；outlier用add为flow的数，"
    "stale_stock用add为stock的数",
    "PK063": "检查“{check}”是{kind}，只能提醒，不能禁止。请把tier改为should或ask",
    "PK064": "这一句的{{}}或[]不成对：“{sentence}”。{{字段}}填数据，[…]里的字段没填时整段略去，不能一层套一层",
    "PK065": "字段“{field}”是个人信息或附件，不能写进简讯。请从note里删去",
    "PK080": "字段“{field}”的required_if不能看“{other}”（类型{type}）。只能看同一账簿里别的choice、multichoice（写选项标识）和yesno（写true或false）",
    "PK081": "字段“{field}”已经是必填，不必再写required_if。请删去一个",
    "PK082": "字段“{field}”的computed写作“{formula}”，读不懂。只能写字段标识的加减，如men + women - absent，加减号两边各空一格，没有括号和数字",
    "PK083": "字段“{field}”不能由“{other}”算出：类型、计量单位、add都要相同。请改正其中一个",
    "PK084": "字段“{field}”绕了一圈又由它自己算出。请改正computed",
    "PK085": "字段“{field}”（类型{type}）不能有computed：要是count、amount、minutes或area，也不能有required、required_if",
    "PK086": "表格字段“{field}”有两列都叫“{label}”。请给其中一列换个名称",
    "PK100": "会议“{kind}”写了rhythm，却没有写every。请加every：month、quarter、half或year",
    "PK101": "会议“{kind}”的notice和notice_days只能写一个。请删去一个",
    "PK102": "会议“{kind}”没有numbered，就不作决议，不能写vote和resolved。请加numbered，或删去它们",
    "PK103": "会议“{kind}”的quorum不能以present为底。请写members、entitled、committee等应到的人数",
    "PK110": "没有“{procedure}”这个流程。请改正，或在requires里写上它所在的业务包",
    "PK111": "清单“{checklist}”是standing，由单位自己逐条落实，不能有counts和hands。请删去，或把kind改为questions",
    "PK112": "字段“{field}”必填，问题“{question}”却可以答不适用。请删去may_not_apply，或换一个字段",
    "PK113": "各项权重要大于0，加起来正好是100，现在是{total}。请改正，可以写12.5或1/3",
    "PK114": "考核项“{item}”是{how}：metric写metric，再写target或bands其中一个；checklist只写checklist；judgement都不写",
    "PK115": "“{item}”是按{by}打分。考核只看单位做成了什么，不看{by}，请换成工作结果的指标",
    "PK116": "“{item}”的档次不对：least从高到低、不重复，grades最后一档从0起，target大于0",
    "PK117": "没有“{name}”这张落实清单（kind: standing）",
    "PK118": "没有“{name}”这个指标。请改正，或写成“业务包.指标”",
    "PK119": "清单“{checklist}”的hands没有写必填的“{field}”。请在values里补上",
    "PK050": "{place}（{id}）在旧版里有，新版删掉了。用过的标识要一直留着，请恢复",
    "PK051": "{place}的“{key}”从“{old}”变成“{new}”，同一标识换了意思。请恢复原样，另用一个新标识",
    "PK052": "新版的version是{new}，没有比旧版的{old}大。请加1",
    "PK075": "名册“{roll}”按法定职责（statute）建立，没有写依据的条文。请加citation，写明法名和条",
    "PK076": "名册“{roll}”没有问姓名。请在asks里加上name",
    "PK077": "没有“{role}”这个角色",
    "PK078": "没有“{roll}”这本名册。请改正，或在requires里写上它所在的业务包",
    "PK079": "名册“{roll}”有年龄下限（from_age），却没有必填的出生日期。请在asks里加上birth_date并写required: true",
    "PK053": "业务包“{pack}”出现了两次。请只留一份",
    "PK054": "指标“{metric}”的how是{how}，缺少：{missing}；多出：{extra}。请补上或删去",
    "PK055": "指标“{metric}”要用的指标“{name}”不存在，或几个业务包都有。请改正，或写成“业务包.指标”",
    "PK056": "指标“{metric}”绕了一圈又用到它自己。请改正",
    "PK057": "指标“{metric}”（{how}）的单位不能是“{unit}”：ratio用%或‰，target和change用%，average写成“人/场”这样，"
    "weighted和cumulative与所用的指标相同",
    "PK090": "时限“{clock}”要写days、workdays、months之一，或写rule（两样都写，以rule在施行的为准）",
    "PK091": "流程问的“{field}”类型是{type}，这里不能用。姓名、电话、证件号由requester、proposers去问",
    "PK092": "没有一步能到“{state}”这个环节。请加一步，或删去这个环节",
    "PK093": "到了“{state}”就走不下去了。请加一步，或把它的kind写成done",
    "PK094": "“{step}”这一步的extend和extends要一起写：extends写明延长哪个时限",
    "PK095": "没有“{name}”。请看环节、时限、步骤、字段的标识",
    "PK070": "本地补充只能加账簿、字段、选项和指标，不能有“{key}”。请删去",
    "PK071": "本地补充要在requires里写上它补充的业务包“{pack}”",
}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "wanted": {
        "text": "文字",
        "integer": "整数",
        "yesno": "true或false",
        "list": "列表（每项以“- ”开头）",
        "mapping": "“名称: 值”的形式",
        "filter": "选项标识、选项标识的列表，或true、false",
    },
    "fault": {
        "template.syntax": "花括号、引号或if、for没有成对，读不下去",
        "template.not_allowed": "模板里不能这样写，只能写文字、数字、if、for、表和图",
        "template.unknown_name": "没有这个名称",
        "template.unknown_attribute": "没有这一项",
        "template.needs_attribute": "不能单独写，要写明它的哪一项",
        "template.reserved_name": "这个名称已有别的意思，请换一个",
        "template.unknown_filter": "没有这种写法，可用plain、over、in_wan、compared、compared_before",
        "template.filter_argument": "这种写法的参数不对",
        "template.filter_target": "这种写法只能用在数字上，并且只用一次",
        "template.unknown_call": "没有这样东西，可用figure、table、chart、hand",
        "template.argument": "引号里的名称写得不对",
        "template.unknown_option": "没有这个参数，或参数值不对",
        "template.comparison": "只有数字能比大小",
        "template.not_printable": "这样东西不能直接写出来",
        "template.not_alone": "表、图和手写的段落要独占一段",
        "template.loop_source": "for后面只能是units、tasks、missing_units、figures、entries",
        "template.too_many": "个数不对，太多或者没有",
        "template.too_long": "模板太长",
        "template.too_deep": "一层套一层太深",
        "template.control_character": "有看不见的控制字符",
    },
    "by": {
        "photos": "照片、截图和留痕",
        "clicks": "点击、转发和关注数",
        "online": "在线时长、打卡和积分",
        "persons": "个人得分和排名",
    },
    "what": {
        "anchor": "不能用&和*引用别处的内容",
        "tag": "不能用!标签",
        "depth": "层次太深",
        "religion": "宗教信仰",
        "ethnicity": "民族",
        "political_opinion": "政治观点或思想动态",
        "stability": "维稳标记",
    },
}


def problem_sentence(problem: Problem) -> str:
    """Return the line that tells an author what is wrong, where, and what to do.

    It reads alone: code, file and line, what was found, the allowed names, the likely one meant.
    """
    line = f":{problem.line}" if problem.line else ""
    place = problem.data.get("place") if problem.code not in ("PK050", "PK051") else None
    data = {"line": problem.line} | {key: _word(key, value) for key, value in problem.data.items()}
    sentence = SENTENCES[problem.code].format(**data)
    where = f"（{place}）" if place else ""
    return f"{problem.code} {problem.file}{line}: {sentence}{where}。{_hint(problem)}"


def _hint(problem: Problem) -> str:
    allowed = problem.hint.get("allowed")
    names = [str(name) for name in allowed] if isinstance(allowed, Iterable) else []
    nearest = str(problem.hint.get("nearest") or "")
    what = "可用字段" if problem.code in ("PK014", "PK022") else "可用"
    listed = f"{what}：{'、'.join(names)}。" if names else ""
    return listed + (f"是否想写“{nearest}”？" if nearest else "")


def _word(key: str, value: object) -> object:
    words = _WORDS.get(key)
    return words.get(value, value) if words and isinstance(value, str) else value
