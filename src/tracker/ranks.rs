//! The words of trackers that are no status: criticality, aims, how often, and what may stand beside any of them.
//! Data alone; how a phrase is found is `words.rs`.

use crate::model::Criticality;

/// Phrases by criticality, lower case.
pub const CRITICALITY: &[(Criticality, &str)] = &[
    (
        Criticality::Blocker,
        "blocker|blockers|blocking|critical|urgent|p0|showstopper|show stopper|must fix|kritisch|dringend|blockierend|critique|bloquant|crítico|crítica|críticos|críticas|critico|critica|urgente|bloqueante|bloqueador|bloccante|kritiek|krytyczny|krytyczne|krytyczna|pilny|pilne|критический|критично|критическая|критические|критичный|срочно|блокер|критичний|критичні|kritický|kritické|kritik|acil|严重|紧急|致命|阻塞|關鍵|关键|緊急|嚴重|最高|致命的|クリティカル|ブロッカー|긴급|치명적|심각|크리티컬|nghiêm trọng|khẩn cấp|kritis|mendesak|darurat|حرج|عاجل|गंभीर|kritiskt|kritisk",
    ),
    (
        Criticality::High,
        "high|p1|hoch|haute|élevé|élevée|alta|alto|altas|altos|hoog|hoge|wysoki|wysoka|wysokie|высокий|высокая|высоко|високий|високі|vysoká|vysoký|vysoké|yüksek|高|高い|높음|상|높은|cao|tinggi|عالي|عالية|उच्च|hög|höga",
    ),
    (
        Criticality::Medium,
        "medium|med|p2|moderate|mittel|moyen|moyenne|media|medio|medias|média|médio|médias|gemiddeld|midden|normaal|średni|średnia|średnie|средний|средняя|средне|середній|середні|střední|orta|中|中等|普通|中程度|중간|보통|중|trung bình|sedang|menengah|متوسط|متوسطة|मध्यम|medel",
    ),
    (
        Criticality::Low,
        "low|p3|niedrig|gering|faible|basse|bas|baja|bajo|bajas|baixa|baixo|baixas|bassa|basso|laag|lage|niski|niska|niskie|низкий|низкая|низко|низький|низькі|nízká|nízký|nízké|düşük|低|低い|낮음|하|낮은|thấp|rendah|منخفض|منخفضة|निम्न|låg|låga",
    ),
];

/// Nouns for "gap" and adverbs that may stand beside a status or criticality without changing it.
pub const NEUTRAL: &str = "items|item|risks|tasks|task|gaps|gap|issues|issue|bugs|bug|features|feature|work|todos|todo items|tickets|stories|action items|actions|findings|updates|priority|prio|priorities|severity|list|recently|fully|already|now|the|and|all|still|currently|status|section|this week|this month|&|/|-|criticality|risk|impact|level|improvements|fixes|enhancements|things|entries|deliverables|milestones|phases|changes|requirements|blockers|recommendations|tech debt|aufgaben|aufgabe|punkte|priorität|tâches|tâche|priorité|éléments|tareas|tarea|elementos|prioridad|tarefas|tarefa|itens|prioridade|attività|compiti|priorità|taken|prioriteit|zadania|zadanie|priorytet|задачи|задача|приоритет|пункты|завдання|пріоритет|úkoly|priorita|uppgifter|prioritet|görevler|görev|öncelik|öncelikli|任务|任務|事项|事項|优先级|優先級|优先|優先|項目|项目|功能|问题|工作|项|項|个|個|件|개|건|タスク|課題|優先度|機能|작업|항목|이슈|우선순위|과제|기능|công việc|nhiệm vụ|ưu tiên|tugas|prioritas|المهام|أولوية|कार्य|प्राथमिकता";

/// Headings whose boxes are aims of the whole, not gaps: a ticked aim closes nothing.
pub const GOALS: &str = "success criteria|success metrics|acceptance criteria|definition of done|exit criteria|goals|goal|objectives|objective|kpis|key results|quality gates|completion criteria|validation criteria|launch criteria|release criteria|done when|erfolgskriterien|akzeptanzkriterien|ziele|abnahmekriterien|critères de succès|critères d'acceptation|objectifs|criterios de éxito|criterios de aceptación|objetivos|critérios de sucesso|critérios de aceitação|criteri di successo|criteri di accettazione|obiettivi|succescriteria|acceptatiecriteria|doelen|kryteria sukcesu|kryteria akceptacji|cele|критерии успеха|критерии приемки|критерии приёмки|цели|критерії успіху|критерії приймання|цілі|成功标准|验收标准|目标|成功標準|驗收標準|目標|成功基準|受け入れ基準|受入基準|完了条件|성공 기준|인수 기준|완료 기준|수용 기준|목표|başarı kriterleri|kabul kriterleri|hedefler|tiêu chí thành công|tiêu chí chấp nhận|mục tiêu|kriteria keberhasilan|kriteria penerimaan|tujuan|معايير القبول|kritéria|acceptanskriterier";

/// How often: the word in a heading, and the word that the ledger keeps.
pub const RECURS: &[(&str, &str)] = &[
    (
        "daily",
        "daily|every day|täglich|quotidien|diario|diário|quotidiano|dagelijks|codziennie|ежедневно|щодня|每日|每天|毎日|日次|매일|일간|günlük|hàng ngày|harian",
    ),
    (
        "weekly",
        "weekly|every week|wöchentlich|hebdomadaire|semanal|settimanale|wekelijks|tygodniowo|еженедельно|щотижня|每周|每週|毎週|週次|매주|주간|haftalık|hàng tuần|mingguan",
    ),
    (
        "monthly",
        "monthly|every month|monatlich|mensuel|mensuelle|mensual|mensal|mensile|maandelijks|miesięcznie|ежемесячно|щомісяця|每月|毎月|月次|매월|월간|aylık|hàng tháng|bulanan",
    ),
    (
        "quarterly",
        "quarterly|every quarter|vierteljährlich|quartalsweise|trimestriel|trimestrielle|trimestral|trimestrale|driemaandelijks|kwartalnie|ежеквартально|щокварталу|每季度|每季|四半期|분기별|üç aylık|hàng quý|triwulanan",
    ),
    (
        "yearly",
        "yearly|annual|annually|every year|jährlich|annuel|annuelle|anual|annuale|jaarlijks|rocznie|ежегодно|щороку|每年|年次|매년|연간|yıllık|hàng năm|tahunan",
    ),
];
