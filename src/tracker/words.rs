//! The words of trackers, as a table: status, criticality and what else people write, in the languages
//! that trackers are written in. Data and one lookup; what a word means in its place is decided elsewhere.
//!
//! A phrase stands whole or not at all: `undone` and `not done` are entries of their own, so that no word
//! is ever found inside its own negation.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::model::{Criticality, Status};

/// Phrases by status, lower case, one language a line. The first phrase of a line is the one to write.
const STATUS: &[(Status, &str, &str)] = &[
    (
        Status::Closed,
        "en",
        "done|closed|complete|completed|fixed|resolved|finished|implemented|merged|shipped|delivered|deployed|solved|addressed|achieved|remediated|mitigated|landed|completely done|fully implemented|fully done|fully complete|fully completed|fully resolved|all done|100% done|100% complete",
    ),
    (
        Status::Confirmed,
        "en",
        "verified|confirmed|done and verified|closed and verified|fixed and verified",
    ),
    (
        Status::Started,
        "en",
        "in progress|in-progress|inprogress|in_progress|started|wip|ongoing|on-going|underway|under way|doing|working on it|work in progress|partial|partially|partially done|partially complete|partially completed|partially implemented|partially fixed|partially resolved|partly done|partly|mostly done|mostly complete|nearly done|nearly complete|almost done|almost complete|half done|in review|under review|in development|in testing|in qa|code review|being implemented|being worked on|investigating|in work|in flight",
    ),
    (
        Status::Open,
        "en",
        "open|todo|to do|to-do|to_do|pending|not started|not-started|not_started|notstarted|not done|not yet|not yet done|not yet started|not implemented|not yet implemented|not complete|not completed|not finished|not fixed|not resolved|unfixed|unresolved|unstarted|undone|incomplete|outstanding|planned|backlog|missing|proposed|scheduled|blocked|queued|unimplemented|reopened|re-opened|still open|needs work|remaining|upcoming|up next|next up|to be done",
    ),
    (
        Status::Deferred,
        "en",
        "deferred|postponed|on hold|on-hold|paused|parked|delayed|snoozed|punted|icebox|shelved|backburner",
    ),
    (
        Status::Dropped,
        "en",
        "dropped|cancelled|canceled|wontfix|won't fix|won’t fix|wont fix|won't do|won’t do|wont do|will not fix|will not do|rejected|declined|obsolete|abandoned|superseded|not applicable|no longer needed|not needed|not planned|duplicate|discarded|withdrawn|invalid",
    ),
    (
        Status::Closed,
        "de",
        "erledigt|fertig|abgeschlossen|geschlossen|behoben|umgesetzt|gelöst|implementiert|fertiggestellt|beendet|vollständig",
    ),
    (Status::Confirmed, "de", "verifiziert|bestätigt"),
    (
        Status::Started,
        "de",
        "in arbeit|in bearbeitung|begonnen|angefangen|laufend|läuft|teilweise|teilweise erledigt|teilweise umgesetzt|in umsetzung|in prüfung|gestartet|fast fertig",
    ),
    (
        Status::Open,
        "de",
        "offen|ausstehend|geplant|nicht begonnen|noch nicht begonnen|nicht erledigt|noch nicht erledigt|nicht fertig|noch offen|noch nicht fertig|nicht umgesetzt|zu erledigen|fehlt|blockiert|unerledigt|nicht gestartet|noch nicht gestartet|nicht behoben",
    ),
    (Status::Deferred, "de", "zurückgestellt|verschoben|aufgeschoben|vertagt|pausiert"),
    (
        Status::Dropped,
        "de",
        "verworfen|abgebrochen|abgelehnt|gestrichen|entfällt|hinfällig|storniert",
    ),
    (
        Status::Closed,
        "fr",
        "terminé|terminée|terminés|terminées|fait|faite|fini|finie|fermé|fermée|résolu|résolue|corrigé|corrigée|complété|complétée|achevé|achevée|livré|livrée|clos|implémenté|implémentée|réalisé|réalisée",
    ),
    (Status::Confirmed, "fr", "vérifié|vérifiée|validé|validée|confirmé|confirmée"),
    (
        Status::Started,
        "fr",
        "en cours|commencé|commencée|démarré|démarrée|partiel|partielle|partiellement|partiellement fait|en revue|en développement|presque terminé",
    ),
    (
        Status::Open,
        "fr",
        "à faire|a faire|ouvert|ouverte|en attente|pas commencé|non commencé|non commencée|non démarré|non démarrée|pas fait|non fait|non terminé|non terminée|pas terminé|planifié|planifiée|prévu|prévue|bloqué|bloquée|manquant|manquante|non résolu|à venir|pas encore commencé",
    ),
    (
        Status::Deferred,
        "fr",
        "reporté|reportée|différé|différée|ajourné|en pause|suspendu|suspendue",
    ),
    (
        Status::Dropped,
        "fr",
        "abandonné|abandonnée|annulé|annulée|rejeté|rejetée|obsolète|refusé|refusée",
    ),
    (
        Status::Closed,
        "es",
        "completado|completada|completados|completadas|hecho|hecha|terminado|terminada|cerrado|cerrada|resuelto|resuelta|finalizado|finalizada|listo|implementado|implementada|corregido|corregida|concluido|concluida|solucionado|solucionada",
    ),
    (Status::Confirmed, "es", "verificado|verificada|confirmado|confirmada|validado|validada"),
    (
        Status::Started,
        "es",
        "en progreso|en curso|en proceso|en desarrollo|iniciado|iniciada|empezado|empezada|comenzado|parcial|parcialmente|parcialmente completado|en revisión|en revision|en pruebas|casi listo",
    ),
    (
        Status::Open,
        "es",
        "pendiente|pendientes|por hacer|abierto|abierta|abiertos|sin empezar|sin iniciar|no iniciado|no iniciada|no empezado|no completado|no completada|no hecho|no terminado|no resuelto|sin resolver|planificado|planificada|planeado|bloqueado|bloqueada|falta|faltante|incompleto|incompleta|no comenzado",
    ),
    (
        Status::Deferred,
        "es",
        "aplazado|aplazada|pospuesto|pospuesta|diferido|diferida|en pausa|pausado",
    ),
    (
        Status::Dropped,
        "es",
        "cancelado|cancelada|descartado|descartada|rechazado|rechazada|abandonado|abandonada|obsoleto|obsoleta|anulado",
    ),
    (
        Status::Closed,
        "pt",
        "concluído|concluída|concluido|concluida|concluídos|concluídas|feito|feita|completo|completa|finalizado|fechado|fechada|resolvido|resolvida|pronto|pronta|terminado|implementado|corrigido|corrigida|entregue|completado",
    ),
    (Status::Confirmed, "pt", "verificado|confirmado|validado|validada"),
    (
        Status::Started,
        "pt",
        "em andamento|em progresso|em curso|iniciado|iniciada|começado|parcial|parcialmente|parcialmente concluído|em desenvolvimento|em revisão|em execução|quase pronto",
    ),
    (
        Status::Open,
        "pt",
        "pendente|pendentes|a fazer|por fazer|aberto|aberta|não iniciado|não iniciada|nao iniciado|não concluído|não concluída|não feito|não começado|não resolvido|planejado|planejada|planeado|bloqueado|bloqueada|aguardando|falta|faltando|incompleto",
    ),
    (Status::Deferred, "pt", "adiado|adiada|postergado|postergada|em pausa|pausado"),
    (
        Status::Dropped,
        "pt",
        "cancelado|cancelada|descartado|descartada|rejeitado|rejeitada|abandonado|obsoleto",
    ),
    (
        Status::Closed,
        "it",
        "completato|completata|fatto|fatta|finito|chiuso|chiusa|risolto|risolta|terminato|terminata|concluso|conclusa|implementato|corretto|completati|fatti",
    ),
    (Status::Confirmed, "it", "verificato|verificata|confermato|confermata"),
    (
        Status::Started,
        "it",
        "in corso|iniziato|iniziata|avviato|avviata|parziale|parzialmente|parzialmente completato|in lavorazione|in sviluppo|in revisione",
    ),
    (
        Status::Open,
        "it",
        "da fare|aperto|aperta|in attesa|non iniziato|non iniziata|non fatto|non completato|non completata|non risolto|pianificato|pianificata|bloccato|bloccata|in sospeso|mancante|da iniziare|non avviato|incompleto",
    ),
    (
        Status::Deferred,
        "it",
        "rimandato|rimandata|posticipato|posticipata|rinviato|rinviata|differito|in pausa",
    ),
    (Status::Dropped, "it", "annullato|annullata|scartato|scartata|rifiutato|abbandonato|obsoleto"),
    (
        Status::Closed,
        "nl",
        "klaar|voltooid|gedaan|afgerond|gesloten|opgelost|gereed|afgehandeld|geïmplementeerd|afgesloten",
    ),
    (Status::Confirmed, "nl", "geverifieerd|bevestigd"),
    (
        Status::Started,
        "nl",
        "bezig|in uitvoering|mee bezig|gestart|begonnen|gedeeltelijk|deels|in behandeling|lopend|onderhanden|in ontwikkeling",
    ),
    (
        Status::Open,
        "nl",
        "te doen|openstaand|niet gestart|nog niet gestart|niet begonnen|niet klaar|nog niet klaar|gepland|geblokkeerd|nog te doen|niet voltooid|niet opgelost|nog open",
    ),
    (Status::Deferred, "nl", "uitgesteld|in de wacht|gepauzeerd"),
    (Status::Dropped, "nl", "geannuleerd|vervallen|afgewezen|verworpen|geschrapt"),
    (
        Status::Closed,
        "pl",
        "zrobione|zrobiony|ukończone|ukończony|ukończono|zakończone|zakończony|zamknięte|zamknięty|gotowe|gotowy|rozwiązane|rozwiązany|wykonane|wykonany|wdrożone|naprawione|zaimplementowane",
    ),
    (Status::Confirmed, "pl", "zweryfikowane|potwierdzone"),
    (
        Status::Started,
        "pl",
        "w toku|w trakcie|rozpoczęte|rozpoczęty|częściowo|częściowe|częściowo ukończone|w realizacji|w trakcie realizacji",
    ),
    (
        Status::Open,
        "pl",
        "do zrobienia|otwarte|otwarty|oczekujące|oczekuje|nierozpoczęte|nie rozpoczęte|nie rozpoczęto|nieukończone|nie ukończone|nie zrobione|niezrobione|niegotowe|nie gotowe|planowane|zaplanowane|zablokowane|niezakończone",
    ),
    (Status::Deferred, "pl", "odłożone|odroczone|wstrzymane|przełożone"),
    (Status::Dropped, "pl", "anulowane|porzucone|odrzucone|nieaktualne"),
    (
        Status::Closed,
        "ru",
        "готово|готов|готова|сделано|выполнено|выполнена|выполнен|завершено|завершена|завершён|завершен|закрыто|закрыта|закрыт|решено|решена|исправлено|исправлен|исправлена|реализовано|реализован|реализована|внедрено",
    ),
    (Status::Confirmed, "ru", "проверено|подтверждено"),
    (
        Status::Started,
        "ru",
        "в работе|в процессе|начато|начата|начат|выполняется|частично|частично готово|частично выполнено|частично реализовано|в разработке|на проверке|почти готово",
    ),
    (
        Status::Open,
        "ru",
        "открыто|открыта|открыт|не начато|не начата|не начат|ожидает|в ожидании|запланировано|планируется|не готово|не готов|не сделано|не выполнено|не выполнена|не завершено|не реализовано|не исправлено|не решено|не закрыто|к выполнению|сделать|нужно сделать|заблокировано|отсутствует|в планах|осталось",
    ),
    (Status::Deferred, "ru", "отложено|отложена|отложен|приостановлено|на паузе|перенесено"),
    (
        Status::Dropped,
        "ru",
        "отменено|отменена|отменён|отменен|отклонено|неактуально|не актуально|не нужно|не требуется",
    ),
    (Status::Closed, "uk", "виконано|зроблено|завершено|закрито|вирішено|виправлено|реалізовано"),
    (Status::Confirmed, "uk", "перевірено|підтверджено"),
    (
        Status::Started,
        "uk",
        "в роботі|у роботі|в процесі|у процесі|розпочато|частково|виконується|частково виконано|в розробці",
    ),
    (
        Status::Open,
        "uk",
        "відкрито|не розпочато|очікує|заплановано|не виконано|не зроблено|не готово|не завершено|зробити|заблоковано|планується",
    ),
    (Status::Deferred, "uk", "відкладено|призупинено"),
    (Status::Dropped, "uk", "скасовано|відхилено|неактуально"),
    (Status::Closed, "cs", "hotovo|dokončeno|uzavřeno|vyřešeno|splněno|opraveno"),
    (Status::Started, "cs", "probíhá|rozpracováno|v řešení|částečně|zahájeno"),
    (
        Status::Open,
        "cs",
        "otevřeno|čeká|nezahájeno|nehotovo|nedokončeno|naplánováno|udělat|plánováno",
    ),
    (Status::Deferred, "cs", "odloženo|pozastaveno"),
    (Status::Dropped, "cs", "zrušeno|zamítnuto"),
    (
        Status::Closed,
        "sv",
        "färdig|färdigt|slutförd|slutfört|avslutad|avslutat|klart|löst|stängd|åtgärdad|åtgärdat",
    ),
    (Status::Started, "sv", "pågår|pågående|påbörjad|påbörjat|delvis"),
    (
        Status::Open,
        "sv",
        "att göra|öppen|ej påbörjad|ej påbörjat|inte påbörjad|väntar|planerad|ej klar|inte klar",
    ),
    (Status::Deferred, "sv", "uppskjuten|uppskjutet|pausad"),
    (Status::Dropped, "sv", "avbruten|avvisad|inställd"),
    (
        Status::Closed,
        "tr",
        "tamamlandı|bitti|yapıldı|çözüldü|kapatıldı|kapandı|tamam|düzeltildi|bitirildi",
    ),
    (Status::Confirmed, "tr", "doğrulandı|onaylandı"),
    (
        Status::Started,
        "tr",
        "devam ediyor|devam eden|başladı|yapılıyor|sürüyor|kısmen|kısmen tamamlandı|geliştiriliyor",
    ),
    (
        Status::Open,
        "tr",
        "yapılacak|yapılacaklar|bekliyor|beklemede|açık|başlamadı|başlanmadı|tamamlanmadı|yapılmadı|bitmedi|planlandı|planlanan|engellendi|eksik",
    ),
    (Status::Deferred, "tr", "ertelendi|askıda|askıya alındı"),
    (Status::Dropped, "tr", "iptal|iptal edildi|reddedildi|vazgeçildi"),
    (
        Status::Closed,
        "zh",
        "已完成|完成|已解决|已修复|已关闭|已实现|已上线|已交付|完了|全部完成|已实施|已結束|已解決|已修復|已關閉|已實現|已处理|已做|完成了",
    ),
    (Status::Confirmed, "zh", "已验证|已确认|已驗證|已確認|已验收"),
    (
        Status::Started,
        "zh",
        "进行中|開發中|开发中|進行中|部分完成|处理中|處理中|已开始|已開始|实施中|實施中|测试中|測試中|修复中|修復中|优化中|完善中|编写中|部分实现|部分|正在进行|审核中|基本完成",
    ),
    (
        Status::Open,
        "zh",
        "待办|待辦|待处理|待處理|未完成|未开始|未開始|待开始|待開始|未解决|未修复|未实现|未實現|待实现|待完成|待定|计划中|計劃中|规划中|打开|开放|开启|阻塞|已阻塞|缺失|待做|尚未开始|尚未完成|未启动|待修复|待解决|未处理|计划|等待中",
    ),
    (
        Status::Deferred,
        "zh",
        "已推迟|推迟|延期|已延期|暂缓|搁置|已搁置|暂停|已暂停|延后|暫緩|擱置|暫停|推遲",
    ),
    (
        Status::Dropped,
        "zh",
        "已取消|取消|已放弃|放弃|废弃|已废弃|不做|不修复|已拒绝|拒绝|作废|已作废|無需|无需|放棄|已否决",
    ),
    (
        Status::Closed,
        "ja",
        "完了済み|完了済|対応済み|対応済|実装済み|実装済|修正済み|修正済|解決済み|解決済|解決|クローズ|済み|済|終了|実装完了|対応完了|完成済み",
    ),
    (Status::Confirmed, "ja", "確認済み|確認済|検証済み|検証済"),
    (
        Status::Started,
        "ja",
        "対応中|作業中|着手|着手済み|着手中|実装中|開発中|一部完了|部分完了|一部対応|レビュー中|実施中|確認中",
    ),
    (
        Status::Open,
        "ja",
        "未着手|未対応|未完了|未実装|未解決|未処理|未定|予定|オープン|待ち|未修正|これから|やること|計画中|計画済み",
    ),
    (Status::Deferred, "ja", "保留|保留中|延期中|見送り|先送り|中断"),
    (Status::Dropped, "ja", "中止|キャンセル|却下|対応不要|不要|取り下げ|廃止|対応しない"),
    (
        Status::Closed,
        "ko",
        "완료|완료됨|완료함|해결|해결됨|해결 완료|종료|종료됨|수정됨|수정 완료|구현됨|구현 완료|처리됨|처리 완료|끝|완성|적용 완료|작업 완료|닫힘|마침",
    ),
    (Status::Confirmed, "ko", "검증됨|검증 완료|확인됨|확인 완료|검증완료|확인완료"),
    (
        Status::Started,
        "ko",
        "진행중|진행 중|작업중|작업 중|개발중|개발 중|부분완료|부분 완료|일부 완료|일부완료|시작|시작됨|검토중|검토 중|구현 중|구현중|착수|테스트 중|부분 구현|진행",
    ),
    (
        Status::Open,
        "ko",
        "미완료|대기|대기중|대기 중|미착수|예정|할 일|할일|미시작|시작 전|시작전|미구현|미해결|미처리|열림|계획|계획됨|계획 중|차단됨|미정|시작 안함|시작 안 함|필요|미수정|미진행",
    ),
    (Status::Deferred, "ko", "보류|보류됨|보류중|보류 중|연기|연기됨|후순위|미룸"),
    (Status::Dropped, "ko", "취소|취소됨|폐기|폐기됨|기각|철회|불필요|제외|제외됨|포기"),
    (
        Status::Closed,
        "vi",
        "hoàn thành|đã hoàn thành|xong|đã xong|hoàn tất|đã hoàn tất|đã sửa|đã đóng|đã giải quyết|đã triển khai",
    ),
    (Status::Confirmed, "vi", "đã kiểm chứng|đã xác nhận|đã xác minh"),
    (
        Status::Started,
        "vi",
        "đang làm|đang thực hiện|đang tiến hành|đang xử lý|đang phát triển|một phần|hoàn thành một phần|đang triển khai",
    ),
    (
        Status::Open,
        "vi",
        "chưa làm|chưa bắt đầu|chưa hoàn thành|chưa xong|cần làm|đang chờ|chờ|mở|chưa thực hiện|dự kiến|chưa xử lý|chưa triển khai|còn thiếu",
    ),
    (Status::Deferred, "vi", "tạm hoãn|hoãn|hoãn lại|tạm dừng"),
    (Status::Dropped, "vi", "đã hủy|hủy|hủy bỏ|bỏ|từ chối"),
    (Status::Closed, "id", "selesai|sudah selesai|rampung|tuntas|ditutup|terselesaikan"),
    (
        Status::Started,
        "id",
        "sedang berjalan|sedang dikerjakan|dalam proses|dalam pengerjaan|dikerjakan|sebagian|sebagian selesai",
    ),
    (
        Status::Open,
        "id",
        "belum|belum dimulai|belum selesai|belum dikerjakan|akan dikerjakan|menunggu|direncanakan|terbuka|tertunda",
    ),
    (Status::Deferred, "id", "ditunda|ditangguhkan"),
    (Status::Dropped, "id", "dibatalkan|batal|ditolak"),
    (Status::Closed, "ar", "مكتمل|مكتملة|تم|منجز|تم الانتهاء|مغلق|تم الحل|منتهي"),
    (Status::Started, "ar", "قيد التنفيذ|قيد العمل|جاري|جارٍ|جاري العمل|جزئي|قيد التطوير"),
    (Status::Open, "ar", "لم يبدأ|مفتوح|معلق|قيد الانتظار|غير مكتمل|لم يكتمل|مخطط|للتنفيذ"),
    (Status::Deferred, "ar", "مؤجل|متوقف"),
    (Status::Dropped, "ar", "ملغى|ملغي|مرفوض"),
    (Status::Closed, "hi", "पूर्ण|पूरा|हो गया|संपन्न|समाप्त"),
    (Status::Started, "hi", "प्रगति में|जारी|चालू|आंशिक"),
    (Status::Open, "hi", "लंबित|शुरू नहीं|अधूरा|बाकी|खुला"),
    (Status::Deferred, "hi", "स्थगित"),
    (Status::Dropped, "hi", "रद्द"),
];

const CRITICALITY: &[(Criticality, &str)] = &[
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
const NEUTRAL: &str = "items|item|tasks|task|gaps|gap|issues|issue|bugs|bug|features|feature|work|todos|todo items|tickets|stories|action items|actions|findings|updates|priority|prio|priorities|severity|list|recently|fully|already|now|the|and|all|still|currently|status|section|this week|this month|&|/|-|criticality|risk|impact|level|improvements|fixes|enhancements|things|entries|deliverables|milestones|phases|changes|requirements|blockers|recommendations|tech debt|aufgaben|aufgabe|punkte|priorität|tâches|tâche|priorité|éléments|tareas|tarea|elementos|prioridad|tarefas|tarefa|itens|prioridade|attività|compiti|priorità|taken|prioriteit|zadania|zadanie|priorytet|задачи|задача|приоритет|пункты|завдання|пріоритет|úkoly|priorita|uppgifter|prioritet|görevler|görev|öncelik|öncelikli|任务|任務|事项|事項|优先级|優先級|优先|優先|項目|项目|功能|问题|工作|项|項|个|個|件|개|건|タスク|課題|優先度|機能|작업|항목|이슈|우선순위|과제|기능|công việc|nhiệm vụ|ưu tiên|tugas|prioritas|المهام|أولوية|कार्य|प्राथमिकता";

/// Headings whose boxes are aims of the whole, not gaps: a ticked aim closes nothing.
const GOALS: &str = "success criteria|success metrics|acceptance criteria|definition of done|exit criteria|goals|goal|objectives|objective|kpis|key results|quality gates|completion criteria|validation criteria|launch criteria|release criteria|done when|erfolgskriterien|akzeptanzkriterien|ziele|abnahmekriterien|critères de succès|critères d'acceptation|objectifs|criterios de éxito|criterios de aceptación|objetivos|critérios de sucesso|critérios de aceitação|criteri di successo|criteri di accettazione|obiettivi|succescriteria|acceptatiecriteria|doelen|kryteria sukcesu|kryteria akceptacji|cele|критерии успеха|критерии приемки|критерии приёмки|цели|критерії успіху|критерії приймання|цілі|成功标准|验收标准|目标|成功標準|驗收標準|目標|成功基準|受け入れ基準|受入基準|完了条件|성공 기준|인수 기준|완료 기준|수용 기준|목표|başarı kriterleri|kabul kriterleri|hedefler|tiêu chí thành công|tiêu chí chấp nhận|mục tiêu|kriteria keberhasilan|kriteria penerimaan|tujuan|معايير القبول|kritéria|acceptanskriterier";

/// How often: the word in a heading, and the word that the ledger keeps.
const RECURS: &[(&str, &str)] = &[
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

/// Phrases by their first character, longest first.
type Index<T> = HashMap<char, Vec<(String, T)>>;

fn index<T: Copy>(entries: impl Iterator<Item = (&'static str, T)>) -> Index<T> {
    let mut found: Index<T> = HashMap::new();
    for (phrases, value) in entries {
        for phrase in phrases.split('|') {
            if let Some(first) = phrase.chars().next() {
                found.entry(first).or_default().push((phrase.to_owned(), value));
            }
        }
    }
    for list in found.values_mut() {
        list.sort_by_key(|phrase| std::cmp::Reverse(phrase.0.len()));
    }
    found
}

/// Scripts without blanks set a noun right behind: `高优先级`, `已完成任务`. Other letters are another word.
fn glued(phrase: &str, rest: &str) -> bool {
    const NOUNS: &[&str] = &[
        "优先级",
        "優先級",
        "优先",
        "優先",
        "任务",
        "任務",
        "事项",
        "事項",
        "项目",
        "項目",
        "功能",
        "问题",
        "工作",
        "タスク",
        "項",
        "项",
        "の",
        "級",
        "级",
        "课题",
        "課題",
        "작업",
        "항목",
        "된",
    ];
    let cjk = phrase.chars().next_back().is_some_and(|c| u32::from(c) >= 0x2e80);
    cjk && NOUNS.iter().any(|noun| rest.starts_with(noun))
}

/// The longest phrase at the start of `text` (lower case) that ends at a word's end.
fn at_start<T: Copy>(index: &Index<T>, text: &str) -> Option<(usize, T)> {
    let list = index.get(&text.chars().next()?)?;
    let (phrase, value) = list.iter().find(|(phrase, _)| {
        text.strip_prefix(phrase.as_str()).is_some_and(|rest| {
            let letter = rest.chars().next().is_some_and(char::is_alphanumeric);
            !letter || !phrase.ends_with(char::is_alphanumeric) || glued(phrase, rest)
        })
    })?;
    Some((phrase.len(), *value))
}

/// The status phrase that `text` (lower case) begins with, its length, and its language.
pub fn status(text: &str) -> Option<(usize, Status, &'static str)> {
    static INDEX: OnceLock<Index<(Status, &'static str)>> = OnceLock::new();
    let index =
        INDEX.get_or_init(|| self::index(STATUS.iter().map(|(s, lang, p)| (*p, (*s, *lang)))));
    at_start(index, text).map(|(len, (status, lang))| (len, status, lang))
}

/// The word to write for a status in a language; English where the language has none.
pub fn write_status(status: Status, lang: &str) -> &'static str {
    let row = |lang: &str| STATUS.iter().find(|(s, l, _)| *s == status && *l == lang);
    let phrases = row(lang).or_else(|| row("en")).map_or("", |(_, _, p)| *p);
    phrases.split('|').next().unwrap_or_default()
}

pub fn criticality(text: &str) -> Option<(usize, Criticality)> {
    static INDEX: OnceLock<Index<Criticality>> = OnceLock::new();
    at_start(INDEX.get_or_init(|| self::index(CRITICALITY.iter().map(|(c, p)| (*p, *c)))), text)
}

pub fn neutral(text: &str) -> Option<usize> {
    static INDEX: OnceLock<Index<()>> = OnceLock::new();
    let index = INDEX.get_or_init(|| self::index([(NEUTRAL, ())].into_iter()));
    at_start(index, text).map(|(len, ())| len)
}

pub fn goal(text: &str) -> Option<usize> {
    static INDEX: OnceLock<Index<()>> = OnceLock::new();
    let index = INDEX.get_or_init(|| self::index([(GOALS, ())].into_iter()));
    at_start(index, text).map(|(len, ())| len)
}

pub fn recurs(text: &str) -> Option<(usize, &'static str)> {
    static INDEX: OnceLock<Index<&'static str>> = OnceLock::new();
    at_start(INDEX.get_or_init(|| self::index(RECURS.iter().map(|(r, p)| (*p, *r)))), text)
}

/// Lower case and composed, which is how every phrase above is written.
pub fn folded(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracker_every_phrase_reads_as_its_own_status() {
        for (expected, lang, phrases) in STATUS {
            for phrase in phrases.split('|') {
                assert_eq!(folded(phrase), phrase, "{lang}: {phrase} is not folded");
                let (len, found, _) = status(phrase).expect(phrase);
                assert_eq!(len, phrase.len(), "{lang}: {phrase} is cut");
                let clash = found != *expected;
                assert!(
                    !clash
                        || STATUS
                            .iter()
                            .any(|(s, _, p)| *s == found && p.split('|').any(|q| q == phrase)),
                    "{lang}: {phrase}"
                );
            }
        }
    }

    #[test]
    fn tracker_no_phrase_means_two_things() {
        let mut seen: HashMap<&str, (Status, &str)> = HashMap::new();
        let mut wrong = Vec::new();
        for (status, lang, phrases) in STATUS {
            for phrase in phrases.split('|') {
                if let Some((other, first)) = seen.insert(phrase, (*status, lang))
                    && other != *status
                {
                    wrong.push(format!("{phrase}: {other} ({first}), {status} ({lang})"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn tracker_a_word_is_not_found_inside_another() {
        assert_eq!(status("donee"), None);
        assert_eq!(status("完成度"), None);
        assert_eq!(status("not done yet").map(|s| s.1), Some(Status::Open));
        assert_eq!(status("未完成").map(|s| s.1), Some(Status::Open));
        assert_eq!(write_status(Status::Closed, "de"), "erledigt");
    }
}
