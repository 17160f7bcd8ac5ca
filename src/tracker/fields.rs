//! Field lines: `**Status**: Open`, `- **Effort:** 2 days`, `Priority: High | Owner: Ann`, and the names of
//! fields and columns in the languages of trackers.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::inline::{bold, plain};
use super::marks;
use super::place::Place;
use super::words::folded;

/// What a field, a column or a sub-heading is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Status,
    Criticality,
    Block,
    Type,
    Description,
    Solution,
    Criteria,
    Files,
    Owner,
    Due,
    Effort,
    Completed,
    Pr,
    Commit,
    Opened,
    Reason,
    Until,
    Verify,
    Phase,
    Week,
    Id,
    Title,
    Updated,
    Number,
    Count,
    Percent,
    Total,
    /// Columns that make a table one of measurements or risks, whose rows are no gaps.
    Measure,
}

const NAMES: &[(Role, &str)] = &[
    (
        Role::Status,
        "status|state|final status|new status|status after|endstatus|statut final|estado final|stato finale|eindstatus|status końcowy|итоговый статус|最终状态|最終狀態|最終状態|최종 상태|open/closed|open / closed|current status|progress status|implementation status|estado|estatus|situação|situacao|statut|état|etat|stato|stand|zustand|статус|состояние|состояние задачи|стан|stav|durum|durumu|状态|狀態|现状|完成状态|当前状态|状況|ステータス|状態|進捗|対応状況|상태|진행 상태|진행상태|진행상황|진행 상황|trạng thái|tình trạng|keadaan|الحالة|حالة|סטטוס|מצב|وضعیت|статус выполнения|статус задачи|任务状态|实现状态|处理状态|修复状态|開発状況|実装状況|実装状態|작업 상태|구현 상태|완료 상태|estado actual|estado de implementación|statut actuel|status aktuell|umsetzungsstand|bearbeitungsstand|stato attuale|mevcut durum|स्थिति|toestand|läge|完成情况",
    ),
    (
        Role::Criticality,
        "criticality|priority|severity|prio|urgency|risk level|criticity|priorität|schweregrad|dringlichkeit|kritikalität|priorité|criticité|sévérité|gravité|prioridad|criticidad|severidad|prioridade|criticidade|severidade|priorità|criticità|gravità|prioriteit|ernst|priorytet|krytyczność|приоритет|критичность|важность|серьёзность|пріоритет|критичність|priorita|závažnost|öncelik|优先级|優先級|严重性|严重程度|重要性|优先度|優先度|重要度|深刻度|우선순위|심각도|중요도|độ ưu tiên|ưu tiên|mức độ|mức độ ưu tiên|prioritas|الأولوية|أولوية|עדיפות|חומרה|اولویت|الخطورة|प्राथमिकता|prioritet",
    ),
    (
        Role::Block,
        "block|area|category|component|module|domain|team area|subsystem|bereich|kategorie|komponente|modul|domaine|catégorie|composant|área|categoría|componente|módulo|categoria|categorie|onderdeel|obszar|kategoria|moduł|область|категория|компонент|модуль|раздел|категорія|oblast|kategori|modül|bileşen|模块|模組|类别|類別|分类|领域|組件|组件|カテゴリ|カテゴリー|分野|領域|モジュール|영역|분류|카테고리|모듈|구분|mô-đun|danh mục|bidang|المجال|الفئة|क्षेत्र|område",
    ),
    (
        Role::Type,
        "type|kind|typ|art|tipo|тип|类型|類型|種別|種類|タイプ|유형|타입|종류|tür|loại|jenis|النوع|soort|rodzaj",
    ),
    (
        Role::Description,
        "description|problem|issue|gap found|missing|details|detail|summary|what|current state|context|background|rationale|impact|beschreibung|problembeschreibung|problème|descripción|problema|descrição|descrizione|beschrijving|opis|описание|проблема|опис|popis|açıklama|描述|说明|說明|问题描述|详情|説明|概要|詳細|内容|설명|내용|상세|mô tả|deskripsi|keterangan|الوصف|विवरण|beskrivning|问题",
    ),
    (
        Role::Solution,
        "solution|fix|resolution|action|action taken|recommended action|remediation|mitigation applied|lösung|maßnahme|correction|solución|acción|solução|ação|soluzione|azione|oplossing|actie|rozwiązanie|działanie|решение|действие|рішення|řešení|çözüm|解决方案|解決方案|措施|对策|対策|解決策|対応|해결|해결책|해결 방안|조치|giải pháp|solusi|الحل|समाधान|lösning|修复方案",
    ),
    (
        Role::Criteria,
        "acceptance criteria|acceptance|criteria|definition of done|done when|dod|tasks|subtasks|sub-tasks|checklist|deliverables|steps|todo|todos|to do|requirements|action items|implementation tasks|implementation steps|akzeptanzkriterien|abnahmekriterien|aufgaben|teilaufgaben|schritte|critères d'acceptation|tâches|sous-tâches|étapes|criterios de aceptación|tareas|subtareas|pasos|critérios de aceitação|critérios de aceite|tarefas|subtarefas|criteri di accettazione|attività|sottoattività|acceptatiecriteria|taken|kryteria akceptacji|zadania|podzadania|критерии приемки|критерии приёмки|критерии|задачи|подзадачи|критерії приймання|завдання|kritéria přijetí|úkoly|kabul kriterleri|görevler|验收标准|驗收標準|任务|子任务|任务清单|步骤|验收条件|受け入れ基準|受入基準|受け入れ条件|完了条件|タスク|サブタスク|수용 기준|인수 기준|완료 조건|작업|하위 작업|세부 작업|tiêu chí chấp nhận|nhiệm vụ|công việc|kriteria penerimaan|tugas|معايير القبول|المهام|acceptanskriterier|uppgifter|详细步骤",
    ),
    (
        Role::Files,
        "affected files|files|file|directory|location|path|paths|files affected|files changed|files to modify|modified files|key files|related files|code|dateien|datei|betroffene dateien|fichiers|fichier|fichiers concernés|archivos|archivo|archivos afectados|arquivos|arquivo|arquivos afetados|file interessati|bestanden|bestand|pliki|plik|файлы|файл|файли|soubory|soubor|dosyalar|dosya|文件|相关文件|涉及文件|负责文件|文件位置|影响文件|ファイル|対象ファイル|関連ファイル|파일|관련 파일|대상 파일|tệp|tập tin|berkas|الملفات|filer",
    ),
    (
        Role::Owner,
        "owner|assignee|assigned to|assigned|responsible|lead|dri|who|verantwortlich|zuständig|bearbeiter|responsable|assigné à|asignado a|asignado|responsável|atribuído a|responsabile|assegnato a|verantwoordelijke|eigenaar|odpowiedzialny|właściciel|przypisane do|ответственный|исполнитель|владелец|відповідальний|виконавець|zodpovědný|vlastník|sorumlu|atanan|负责人|責任人|负责|責任者|负责方|担当|担当者|담당|담당자|người phụ trách|phụ trách|penanggung jawab|المسؤول|ansvarig",
    ),
    (
        Role::Due,
        "due|due date|deadline|target|target date|eta|by|fällig|fällig am|frist|termin|échéance|date limite|fecha límite|vencimiento|fecha objetivo|prazo|data limite|scadenza|deadline datum|vervaldatum|срок|дедлайн|крайний срок|термін|termín|son tarih|bitiş tarihi|截止日期|截止|期限|截止时间|目标日期|計画完了|締切|期日|마감|마감일|기한|목표일|hạn|hạn chót|tenggat|batas waktu|الموعد النهائي|förfallodatum",
    ),
    (
        Role::Effort,
        "effort|estimate|estimated|estimation|estimated effort|estimated time|time estimate|size|story points|points|complexity|aufwand|schätzung|geschätzt|effort estimé|estimation|charge|esfuerzo|estimación|tiempo estimado|esforço|estimativa|sforzo|stima|inschatting|schatting|wysiłek|szacunek|nakład|оценка|трудозатраты|трудоёмкость|оцінка|odhad|çaba|tahmini süre|efor|工作量|预估|预计工时|预计时间|估时|工时|预估时间|工数|見積|見積もり|예상 시간|예상 소요|공수|작업량|소요 시간|ước tính|thời gian ước tính|estimasi|usaha|الجهد",
    ),
    (
        Role::Completed,
        "completed|completed date|completion date|date completed|done on|date done|completed on|closed on|resolved on|resolved date|finished|date closed|closed date|fixed on|date resolved|abgeschlossen am|erledigt am|datum|terminé le|date de fin|fecha de finalización|completado el|fecha|data de conclusão|concluído em|data|completato il|data di completamento|voltooid op|data ukończenia|ukończono|дата завершения|завершено|выполнено|дата|дата завершення|dokončeno|tamamlanma tarihi|tarih|完成日期|完成时间|完成日|完了日|完了日時|対応日|완료일|완료 날짜|완료일자|ngày hoàn thành|tanggal selesai|تاريخ الإنجاز|slutfört datum|date",
    ),
    (
        Role::Pr,
        "pr|pull request|merge request|mr|pr link|prs|pr #|pr/commit|拉取请求|プルリクエスト",
    ),
    (Role::Commit, "commit|commits|commit hash|commit sha|sha|hash|коммит|提交|コミット|커밋"),
    (
        Role::Opened,
        "opened|created|added|reported|date opened|created on|date added|discovered|found|identified|erstellt|créé le|creado|fecha de creación|criado em|creato il|aangemaakt|utworzono|создано|дата создания|створено|vytvořeno|oluşturulma|创建日期|创建时间|发现日期|作成日|発見日|생성일|등록일|ngày tạo|dibuat",
    ),
    (
        Role::Reason,
        "reason|why|blocked by reason|deferral reason|begründung|grund|raison|razón|motivo|motivazione|reden|powód|причина|důvod|sebep|neden|原因|理由|사유|이유|lý do|alasan|السبب",
    ),
    (
        Role::Until,
        "until|deferred until|deferred to|revisit|revisit on|bis|jusqu'à|reporté à|hasta|até|fino a|tot|до|отложено до|推迟到|まで",
    ),
    (
        Role::Verify,
        "verification|verify|verification commands|how to verify|implementation verification|verification steps|test command|test commands|prüfung|verifizierung|vérification|verificación|verificação|verifica|verificatie|weryfikacja|проверка|перевірка|ověření|doğrulama|验证|验证方法|验证命令|検証|検証方法|확인 방법|검증|kiểm chứng|verifikasi|التحقق",
    ),
    (
        Role::Phase,
        "phase|milestone|sprint|stage|iteration|meilenstein|étape|jalon|fase|hito|etapa|marco|mijlpaal|faza|kamień milowy|фаза|этап|спринт|веха|етап|fáze|aşama|faz|阶段|階段|里程碑|フェーズ|段階|マイルストーン|단계|페이즈|마일스톤|giai đoạn|tahap|المرحلة|चरण",
    ),
    (
        Role::Week,
        "week|woche|semaine|semana|settimana|tydzień|неделя|тиждень|týden|hafta|周|週|주|주차|tuần|minggu",
    ),
    (
        Role::Id,
        "id|task id|gap id|item id|risk id|bug id|feature id|finding id|req id|requirement id|story id|issue #|task #|タスクid|課題id|課題番号|任务id|项目编号|작업 id|작업id|id задачи|id tarea|id tâche|id zadania|görev id|ref|reference|ticket|issue id|identifier|kennung|référence|referencia|identificador|código|codice|идентификатор|код|编号|編號|序号|任务编号|番号|번호|아이디|mã|kode|رقم|المعرف|no|no.|nr|nr.|№|#",
    ),
    (
        Role::Title,
        "item|task|title|gap|name|task name|gap name|feature name|item name|finding|findings|vulnerability|check|control|タスク名|課題名|機能名|件名・内容|작업명|기능명|업무명|항목명|feature|todo|action item|work item|subject|deliverable|requirement|story|user story|bug|milestone name|topic|aufgabe|titel|punkt|bezeichnung|thema|funktion|lücke|maßnahmenpunkt|tâche|titre|élément|fonctionnalité|nom|écart|sujet|tarea|título|elemento|funcionalidad|brecha|nombre|tema|tarefa|item de ação|funcionalidade|lacuna|nome|compito|titolo|elemento|funzionalità|taak|onderwerp|naam|functie|zadanie|tytuł|nazwa|funkcja|задача|название|задание|пункт|наименование|функция|функционал|завдання|назва|úkol|název|görev|başlık|özellik|任务|標題|标题|事项|项目|名称|功能|待办|内容项|任务名称|功能点|工作项|项|タスク|項目|タイトル|機能|名称|件名|課題|작업|제목|항목|기능|과제|이름|업무|tác vụ|tiêu đề|hạng mục|tính năng|công việc|tugas|judul|fitur|pekerjaan|المهمة|العنصر|العنوان|المهام|الميزة|משימה|פריט|כותרת|وظیفه|कार्य|uppgift|rubrik",
    ),
    (
        Role::Updated,
        "last updated|last reviewed|last review|last revised|last checked|last edited|reviewed on|updated|last update|last modified|as of|date updated|stand vom|zuletzt aktualisiert|aktualisiert|letzte aktualisierung|letztes update|dernière mise à jour|mis à jour|mise à jour|última actualización|actualizado|última atualização|atualizado em|atualizado|ultimo aggiornamento|aggiornato|laatst bijgewerkt|bijgewerkt|ostatnia aktualizacja|zaktualizowano|последнее обновление|обновлено|дата обновления|останнє оновлення|оновлено|poslední aktualizace|son güncelleme|güncellendi|güncelleme tarihi|最后更新|最近更新|更新日期|更新时间|更新日|最終更新|最終更新日|最後更新|마지막 업데이트|최종 업데이트|업데이트|최종 수정|최종 수정일|수정일|cập nhật lần cuối|cập nhật|terakhir diperbarui|pembaruan terakhir|آخر تحديث|senast uppdaterad",
    ),
    (
        Role::Count,
        "count|counts|#items|number|quantity|amount|tasks count|anzahl|nombre|cantidad|número|quantidade|numero|aantal|liczba|количество|кол-во|кількість|počet|sayı|adet|数量|任务数|个数|件数|数|개수|건수|수량|số lượng|jumlah|العدد|antal",
    ),
    (
        Role::Percent,
        "percent|percentage|%|progress|completion|complete %|% complete|% done|fortschritt|prozent|progression|avancement|progreso|porcentaje|avance|progresso|porcentagem|percentuale|voortgang|postęp|прогресс|процент|прогрес|pokrok|ilerleme|yüzde|进度|完成度|完成率|进展|進捗率|完了率|進行率|진행률|진척도|진척률|완료율|tiến độ|kemajuan|التقدم|framsteg",
    ),
    (
        Role::Total,
        "total|totals|all|sum|overall|grand total|gesamt|summe|total général|totale|totaal|razem|suma|итого|всего|разом|всього|celkem|toplam|总计|合计|总数|全部|總計|合計|計|총계|합계|전체|총|tổng|tổng cộng|الإجمالي|कुल|totalt|total tasks|total items|total gaps",
    ),
    (
        Role::Measure,
        "score|rating|grade|puntuación|评分|得分|スコア|점수|metric|metrics|kpi|target value|current|current value|baseline|threshold|measure|measurement|sla|slo|goal|likelihood|probability|mitigation|risk|metrik|kennzahl|zielwert|métrique|cible|métrica|meta|actual|metrica|wskaźnik|метрика|показатель|показник|цель|mitigación|риск|指标|目标|目标值|当前值|当前|風險|风险|指標|目標|目標値|現在|現状値|リスク|지표|목표|목표값|현재|리스크|metrik|hedef|chỉ số|mục tiêu|rủi ro|metrik",
    ),
];

/// The role that a name has: of a field, a column, or a sub-heading.
pub fn role(name: &str) -> Option<Role> {
    let plain = plain(name);
    let (_, rest) = marks::undecorated(&plain);
    let rest = rest.trim().trim_end_matches([':', '：', '?', '？']).trim().trim_matches('`');
    let word = folded(rest);
    let word = word.trim_end_matches('.').trim();
    if word.is_empty() && plain.trim() == "#" || word == "#" {
        return Some(Role::Id);
    }
    static ROLES: OnceLock<HashMap<String, Role>> = OnceLock::new();
    let roles = ROLES.get_or_init(|| {
        let mut roles: HashMap<String, Role> = HashMap::new();
        for (role, names) in NAMES {
            for name in names.split('|') {
                roles.entry(name.to_owned()).or_insert(*role);
                roles.entry(name.replace('ı', "i")).or_insert(*role);
            }
        }
        roles
    });
    let exact = |word: &str| roles.get(word).copied();
    let bare = word.split(['(', '（']).next().unwrap_or_default().trim();
    // `Status / 状态`: documents in two languages name a column twice.
    let shorter = || (bare != word).then(|| exact(bare)).flatten();
    let one_of = || word.split(['/', '／']).map(str::trim).find_map(exact);
    exact(word).or_else(shorter).or_else(|| word.contains('/').then(one_of).flatten())
}

/// Longer lines are prose, or hostile: the search for several fields on one line is not linear.
const LINE_BYTES_MAX: usize = 4096;

/// A field on a line: its name and its value, each with a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub role: Option<Role>,
    pub name: Place,
    pub value: Place,
}

/// The fields of one line, from left to right. A bold name needs a colon; a bare one must be known.
pub fn fields(text: &str, line: Place) -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    let mut rest = strip_quote(text, line);
    if rest.end - rest.start > LINE_BYTES_MAX {
        return found;
    }
    while let Some((field, after)) = first(text, rest) {
        let next = next_field(text, after);
        let value = Place::new(after.start, next.map_or(after.end, |(cut, _)| cut)).trim(text);
        found.push(Field { value, ..field });
        match next {
            Some((_, start)) => rest = Place::new(start, after.end),
            None => break,
        }
    }
    found
}

fn strip_quote(text: &str, line: Place) -> Place {
    let raw = line.of(text);
    let bare = raw.trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    Place::new(line.end - bare.len(), line.end).trim(text)
}

/// The field that begins here, and what follows its colon.
fn first(text: &str, place: Place) -> Option<(Field, Place)> {
    let raw = place.of(text);
    let bare = raw.trim_start();
    let mut skip = raw.len() - bare.len();
    // `📅 **Due**: ...`: pictures before a name are decoration.
    while let Some(sign) = marks::sign(raw[skip..].trim_start()) {
        skip += raw[skip..].len() - raw[skip..].trim_start().len() + sign.len;
    }
    skip += raw[skip..].len() - raw[skip..].trim_start().len();
    let bare = &raw[skip..];
    if let Some((name, rest)) = bold(bare) {
        return bold_field(text, place, name, rest);
    }
    let (name, value) = bare.split_once([':', '：'])?;
    let words = name.split_whitespace().count();
    let known = role(name).filter(|_| words <= 4 && name.len() <= 60 && !name.contains('`'))?;
    if bare[name.len()..].starts_with("://") || value.starts_with(':') {
        return None;
    }
    let name = place.part(text, name).trim(text);
    Some((Field { role: Some(known), name, value: name }, place.part(text, value)))
}

fn bold_field(text: &str, place: Place, name: &str, rest: &str) -> Option<(Field, Place)> {
    let inner = name.trim_end().ends_with([':', '：']);
    let after = rest.trim_start();
    let outer = after.strip_prefix([':', '：']);
    let value = match (inner, outer) {
        (true, _) => rest,
        (false, Some(value)) => value,
        (false, None) => {
            let known = role(name).is_some();
            let dash = after.strip_prefix("- ").or_else(|| after.strip_prefix("— "));
            dash.or_else(|| after.strip_prefix("– ")).filter(|_| known)?
        }
    };
    if name.chars().count() > 60 {
        return None;
    }
    let bare = name.trim_end().trim_end_matches([':', '：']);
    let field = Field { role: role(bare), name: place.part(text, bare), value: place };
    Some((field, place.part(text, value)))
}

/// Where the next field of the same line begins: where this value ends, and where that name starts.
fn next_field(text: &str, after: Place) -> Option<(usize, usize)> {
    let raw = after.of(text);
    const JOINTS: &[(&str, char)] = &[
        (" | ", '|'),
        (" · ", '·'),
        (" • ", '•'),
        ("　", '　'),
        (" ｜ ", '｜'),
        ("; ", ';'),
        ("  ", ' '),
        (" — ", '—'),
        (", ", ','),
    ];
    let mut best: Option<(usize, usize)> = None;
    // The sign in a joint is found much sooner than the joint, and most values have none.
    for (joint, _) in JOINTS.iter().filter(|(_, sign)| raw.contains(*sign)) {
        for (at, _) in raw.match_indices(joint).take(16) {
            let start = after.start + at + joint.len();
            let rest = Place::new(start, after.end);
            let known = first(text, rest).is_some_and(|(f, _)| f.role.is_some());
            if known && best.is_none_or(|(cut, _)| after.start + at < cut) {
                best = Some((after.start + at, start));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Vec<(String, String)> {
        fields(line, Place::new(0, line.len()))
            .iter()
            .map(|f| (f.name.of(line).to_owned(), f.value.of(line).to_owned()))
            .collect()
    }

    fn pair(a: &str, b: &str) -> (String, String) {
        (a.to_owned(), b.to_owned())
    }

    #[test]
    fn tracker_fields_as_people_write_them() {
        assert_eq!(shown("**Status**: Open  "), [pair("Status", "Open")]);
        assert_eq!(shown("> **Status:** `Open`"), [pair("Status", "`Open`")]);
        assert_eq!(shown("Priority: High"), [pair("Priority", "High")]);
        assert_eq!(
            shown("**Priority**: P0 | **Effort**: 2d | **Owner**: Ann, Bob"),
            [pair("Priority", "P0"), pair("Effort", "2d"), pair("Owner", "Ann, Bob")]
        );
        assert_eq!(shown("**状态**：✅ 完成"), [pair("状态", "✅ 完成")]);
        assert_eq!(shown("**Weird name**: x"), [pair("Weird name", "x")]);
        assert!(shown("See: this").is_empty() && shown("**bold** words").is_empty());
        assert!(shown("https://x").is_empty());
    }

    #[test]
    fn tracker_names_have_roles_in_many_languages() {
        for (name, expected) in [
            ("**Priorität**", Role::Criticality),
            ("Gap Found", Role::Description),
            ("负责人", Role::Owner),
            ("Completed Date", Role::Completed),
            ("#", Role::Id),
            ("Status / 状态", Role::Status),
            ("Effort (days)", Role::Effort),
        ] {
            assert_eq!(role(name), Some(expected), "{name}");
        }
        assert_eq!(role("Whatever"), None);
    }
}
