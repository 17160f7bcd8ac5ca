//! The words by which trackers state a status, in the languages that trackers are written in: data alone. How a
//! phrase is found is `words.rs`; what takes a word back again is `doubt.rs`.
//!
//! A phrase stands whole or not at all: `undone` and `not done` are entries of their own, so that no word is ever
//! found inside its own negation.

use crate::model::Status;

/// `Confirmed` is not among them, in no language: of a finding it says that it is real, of a fix that it holds.
///
/// Phrases by status, lower case, one language a line. The first phrase of a line is the one to write.
pub const STATUS: &[(Status, &str, &str)] = &[
    (
        Status::Closed,
        "en",
        "done|closed|retired|complete|completed|fixed|resolved|finished|implemented|merged|shipped|delivered|deployed|solved|addressed|achieved|remediated|mitigated|landed|completely done|fully implemented|fully done|fully complete|fully completed|fully resolved|all done|100% done|100% complete",
    ),
    (Status::Confirmed, "en", "verified|done and verified|closed and verified|fixed and verified"),
    (
        Status::Started,
        "en",
        "in progress|in-progress|inprogress|in_progress|started|wip|ongoing|on-going|underway|under way|doing|working on it|work in progress|partial|partially|partially done|partially complete|partially completed|partially implemented|partially fixed|partially resolved|partly done|partly|mostly done|mostly complete|nearly done|nearly complete|almost done|almost complete|half done|in review|under review|in development|in testing|in qa|code review|being implemented|being worked on|investigating|in work|in flight|started, not finished|begun|in the works|wip/partial|largely done|largely complete|almost finished|nearly finished|mostly finished|almost there|waiting for review|awaiting review|ready for review|ready for testing|ready for qa|needs review|in staging|in pr|pr open",
    ),
    (
        Status::Open,
        "en",
        "open|todo|to do|to-do|to_do|pending|not started|not-started|not_started|notstarted|not done|not yet|not yet done|not yet started|not implemented|not yet implemented|not complete|not completed|not finished|not fixed|not resolved|unfixed|unresolved|unstarted|undone|incomplete|outstanding|planned|backlog|missing|proposed|scheduled|blocked|queued|unimplemented|reopened|re-opened|still open|needs work|remaining|upcoming|coming soon|up next|next up|to be done|to be implemented|to be fixed|to be started|to be completed|to implement|to fix|will be done|should be done|must be done|needs to be done|never done|never implemented|regressed|needs attention|needs improvement|not started yet|nothing done|awaiting start|unaddressed|not addressed|yet to start|yet to be done",
    ),
    (
        Status::Deferred,
        "en",
        "deferred|postponed|on hold|on-hold|paused|parked|delayed|snoozed|punted|icebox|shelved|backburner",
    ),
    (
        Status::Dropped,
        "en",
        "dropped|cancelled|canceled|wontfix|won't fix|won’t fix|wont fix|won't do|won’t do|wont do|will not fix|will not do|rejected|declined|obsolete|abandoned|superseded|not applicable|no longer needed|not needed|not planned|duplicate|discarded|withdrawn|invalid|skipped|won't be done|won’t be done|closed as duplicate|closed as won't fix|closed as wontfix|closed as not planned|closed as obsolete|closed as invalid",
    ),
    (
        Status::Closed,
        "de",
        "erledigt|fertig|abgeschlossen|geschlossen|behoben|umgesetzt|gelöst|implementiert|fertiggestellt|mitigiert|beendet|vollständig",
    ),
    (Status::Confirmed, "de", "verifiziert"),
    (
        Status::Started,
        "de",
        "in arbeit|in bearbeitung|begonnen|angefangen|laufend|läuft|teilweise|teilweise erledigt|teilweise umgesetzt|in umsetzung|in prüfung|gestartet|fast fertig|größtenteils erledigt|weitgehend erledigt|fast erledigt|teilweise implementiert|teilweise fertig|halb fertig|in entwicklung|in review|im gange|angelaufen",
    ),
    (
        Status::Open,
        "de",
        "offen|ausstehend|geplant|nicht begonnen|noch nicht begonnen|nicht erledigt|noch nicht erledigt|nicht fertig|noch offen|noch nicht fertig|nicht umgesetzt|zu erledigen|fehlt|blockiert|unerledigt|nicht gestartet|noch nicht gestartet|nicht behoben|nicht vollständig|unvollständig|wieder offen|wieder geöffnet|muss erledigt werden|nicht implementiert|nicht gelöst|nicht abgeschlossen|noch nicht umgesetzt|noch nicht implementiert|ungelöst|in planung|verbleibend|verbleibende|übrig|zu tun|anstehend|todo",
    ),
    (Status::Deferred, "de", "zurückgestellt|verschoben|aufgeschoben|vertagt|pausiert"),
    (
        Status::Dropped,
        "de",
        "verworfen|abgebrochen|abgelehnt|gestrichen|entfällt|hinfällig|storniert|nicht mehr nötig|nicht nötig|nicht benötigt|nicht zutreffend|nicht geplant|wird nicht umgesetzt|wird nicht gemacht|obsolet",
    ),
    (
        Status::Closed,
        "fr",
        "terminé|terminée|terminés|terminées|fait|faite|fini|finie|fermé|fermée|résolu|résolue|corrigé|corrigée|complété|complétée|achevé|achevée|livré|livrée|clos|implémenté|implémentée|réalisé|réalisée|atténué|atténuée|mitigé",
    ),
    (Status::Confirmed, "fr", "vérifié|vérifiée|validé|validée"),
    (
        Status::Started,
        "fr",
        "en cours|commencé|commencée|démarré|démarrée|partiel|partielle|partiellement|partiellement fait|en revue|en développement|presque terminé|presque fait|presque fini|en cours de développement|en cours de réalisation|partiellement terminé|partiellement implémenté|en test|en validation",
    ),
    (
        Status::Open,
        "fr",
        "à faire|a faire|ouvert|ouverte|en attente|pas commencé|non commencé|non commencée|non démarré|non démarrée|pas fait|non fait|non terminé|non terminée|pas terminé|planifié|planifiée|prévu|prévue|bloqué|bloquée|manquant|manquante|non résolu|à venir|pas encore commencé|pas encore terminé|pas encore fait|à terminer|à implémenter|à corriger|à traiter|non réalisé|non implémenté|non corrigé|en souffrance|à planifier|restant|restante|restants|restantes|todo",
    ),
    (
        Status::Deferred,
        "fr",
        "reporté|reportée|différé|différée|ajourné|en pause|suspendu|suspendue",
    ),
    (
        Status::Dropped,
        "fr",
        "abandonné|abandonnée|annulé|annulée|rejeté|rejetée|obsolète|refusé|refusée|non applicable|sans objet|ne sera pas fait|non retenu|non requis",
    ),
    (
        Status::Closed,
        "es",
        "completado|completada|completados|completadas|hecho|hecha|terminado|terminada|cerrado|cerrada|resuelto|resuelta|finalizado|finalizada|listo|implementado|implementada|corregido|corregida|concluido|concluida|solucionado|solucionada|mitigado|mitigada",
    ),
    (Status::Confirmed, "es", "verificado|verificada|validado|validada"),
    (
        Status::Started,
        "es",
        "en progreso|en curso|en proceso|en desarrollo|iniciado|iniciada|empezado|empezada|comenzado|parcial|parcialmente|parcialmente completado|en revisión|en revision|en pruebas|casi listo|casi completado|casi terminado|medio hecho|parcialmente hecho|parcialmente implementado|en marcha|trabajando|avanzado|en ejecución|en implementación",
    ),
    (
        Status::Open,
        "es",
        "pendiente|pendientes|por hacer|abierto|abierta|abiertos|sin empezar|sin iniciar|no iniciado|no iniciada|no empezado|no completado|no completada|no hecho|no terminado|no resuelto|sin resolver|planificado|planificada|planeado|bloqueado|bloqueada|falta|faltante|incompleto|incompleta|no comenzado|aún no completado|aun no completado|sin completar|sin hacer|por completar|sin terminar|por iniciar|por implementar|no implementado|no corregido|no finalizado|no está listo|no listo|por resolver|en espera|en backlog|restante|restantes|todavía no",
    ),
    (
        Status::Deferred,
        "es",
        "aplazado|aplazada|pospuesto|pospuesta|diferido|diferida|en pausa|pausado",
    ),
    (
        Status::Dropped,
        "es",
        "cancelado|cancelada|descartado|descartada|rechazado|rechazada|abandonado|abandonada|obsoleto|obsoleta|anulado|no aplica|no se hará|no necesario|no planificado|descartado por ahora|duplicado",
    ),
    (
        Status::Closed,
        "pt",
        "concluído|concluída|concluido|concluida|concluídos|concluídas|feito|feita|completo|completa|finalizado|fechado|fechada|resolvido|resolvida|pronto|pronta|terminado|implementado|corrigido|corrigida|entregue|mitigado|mitigada|completado",
    ),
    (Status::Confirmed, "pt", "verificado|validado|validada"),
    (
        Status::Started,
        "pt",
        "em andamento|em progresso|em curso|iniciado|iniciada|começado|parcial|parcialmente|parcialmente concluído|em desenvolvimento|em revisão|em execução|quase pronto|quase feito|quase concluído|parcialmente feito|parcialmente implementado|em implementação|em teste|em testes|em análise|fazendo|andamento",
    ),
    (
        Status::Open,
        "pt",
        "pendente|pendentes|a fazer|por fazer|aberto|aberta|não iniciado|não iniciada|nao iniciado|não concluído|não concluída|não feito|não começado|não resolvido|planejado|planejada|planeado|bloqueado|bloqueada|aguardando|falta|faltando|incompleto|ainda não concluído|ainda não feito|não foi concluído|não foi feito|falta fazer|por concluir|a concluir|não implementado|não implementada|nao concluido|nao feito|não finalizado|em espera|a iniciar|por iniciar|não realizado|restante|restantes|faltante",
    ),
    (Status::Deferred, "pt", "adiado|adiada|postergado|postergada|em pausa|pausado"),
    (
        Status::Dropped,
        "pt",
        "cancelado|cancelada|descartado|descartada|rejeitado|rejeitada|abandonado|obsoleto|não se aplica|não será feito|não aplicável|não necessário|não planejado|duplicado",
    ),
    (
        Status::Closed,
        "it",
        "completato|completata|fatto|fatta|finito|chiuso|chiusa|risolto|risolta|terminato|terminata|concluso|conclusa|implementato|corretto|mitigato|mitigata|completati|fatti",
    ),
    (Status::Confirmed, "it", "verificato|verificata"),
    (
        Status::Started,
        "it",
        "in corso|iniziato|iniziata|avviato|avviata|parziale|parzialmente|parzialmente completato|in lavorazione|in sviluppo|in revisione|quasi fatto|quasi completato|quasi finito|parzialmente fatto|parzialmente implementato|in esecuzione|in test|in fase di sviluppo",
    ),
    (
        Status::Open,
        "it",
        "da fare|aperto|aperta|in attesa|non iniziato|non iniziata|non fatto|non completato|non completata|non risolto|pianificato|pianificata|bloccato|bloccata|in sospeso|mancante|da iniziare|non avviato|incompleto|non ancora completato|non ancora fatto|da completare|da implementare|da correggere|non implementato|non chiuso|non finito|da definire|in coda|rimanente|rimanenti|non ancora iniziato",
    ),
    (
        Status::Deferred,
        "it",
        "rimandato|rimandata|posticipato|posticipata|rinviato|rinviata|differito|in pausa",
    ),
    (
        Status::Dropped,
        "it",
        "annullato|annullata|scartato|scartata|rifiutato|abbandonato|obsoleto|non applicabile|non necessario|non previsto|non verrà fatto|scartati",
    ),
    (
        Status::Closed,
        "nl",
        "klaar|voltooid|gedaan|afgerond|gesloten|opgelost|gereed|afgehandeld|geïmplementeerd|gemitigeerd|afgesloten",
    ),
    (Status::Confirmed, "nl", "geverifieerd"),
    (
        Status::Started,
        "nl",
        "bezig|in uitvoering|mee bezig|gestart|begonnen|gedeeltelijk|deels|in behandeling|lopend|onderhanden|in ontwikkeling|bijna klaar|bijna gereed|grotendeels klaar|gedeeltelijk klaar|in ontwikkeling en test|deels klaar|gaande|mee begonnen",
    ),
    (
        Status::Open,
        "nl",
        "te doen|openstaand|niet gestart|nog niet gestart|niet begonnen|niet klaar|nog niet klaar|gepland|geblokkeerd|nog te doen|niet voltooid|niet opgelost|nog open|niet gereed|nog niet gedaan|niet gedaan|nog niet voltooid|nog niet opgelost|open|wachtend|in wachtrij|resterend|resterende|ontbreekt",
    ),
    (Status::Deferred, "nl", "uitgesteld|in de wacht|gepauzeerd"),
    (Status::Dropped, "nl", "geannuleerd|vervallen|afgewezen|verworpen|geschrapt"),
    (
        Status::Closed,
        "pl",
        "zrobione|zrobiony|ukończone|ukończony|ukończono|zakończone|zakończony|zamknięte|zamknięty|gotowe|gotowy|rozwiązane|rozwiązany|wykonane|wykonany|wdrożone|naprawione|zaimplementowane|skończone|zrealizowane|zaimplementowano|zrobiono|wykonano|zakończono|naprawiono|rozwiązano",
    ),
    (Status::Confirmed, "pl", "zweryfikowane"),
    (
        Status::Started,
        "pl",
        "w toku|w trakcie|rozpoczęte|rozpoczęty|częściowo|częściowe|częściowo ukończone|w realizacji|w trakcie realizacji|prawie gotowe|prawie skończone|częściowo zrobione|częściowo gotowe|w toku prac|w testach|w przygotowaniu|robione",
    ),
    (
        Status::Open,
        "pl",
        "do zrobienia|otwarte|otwarty|oczekujące|oczekuje|nierozpoczęte|nie rozpoczęte|nie rozpoczęto|nieukończone|nie ukończone|nie zrobione|niezrobione|niegotowe|nie gotowe|planowane|zaplanowane|zablokowane|niezakończone|nieskończone|nie skończone|niewykonane|nie wykonane|nierozwiązane|nie rozwiązane|nie rozwiązano|nie zakończone|nie wdrożone|nie zaczęte|nierozpoczęty|do wykonania|w kolejce|brak|oczekujący|otwarta|pozostało|pozostałe|planowany|nie zrealizowane",
    ),
    (Status::Deferred, "pl", "odłożone|odroczone|wstrzymane|przełożone|odroczono|zawieszone"),
    (
        Status::Dropped,
        "pl",
        "anulowane|porzucone|odrzucone|nieaktualne|nie dotyczy|niepotrzebne|pominięte|zaniechane",
    ),
    (
        Status::Closed,
        "ru",
        "готово|готов|готова|сделано|выполнено|выполнена|выполнен|завершено|завершена|завершён|завершен|закрыто|закрыта|закрыт|решено|решена|исправлено|исправлен|исправлена|реализовано|реализован|реализована|внедрено|решён|решен|внедрён|внедрен|внедрена|исправлены|выполнены|реализованы|готовы|закрыты|завершены|закончено|доделано|починено",
    ),
    (Status::Confirmed, "ru", "проверено"),
    (
        Status::Started,
        "ru",
        "в работе|в процессе|начато|начата|начат|выполняется|частично|частично готово|частично выполнено|частично реализовано|в разработке|на проверке|почти готово|почти выполнено|почти завершено|частично сделано|частично реализован|частично реализована|частично исправлено|в тестировании|на ревью|на тестировании|делается|в прогрессе|начали|идёт|идет|реализуется|в разработке и тестировании",
    ),
    (
        Status::Open,
        "ru",
        "открыто|открыта|открыт|не начато|не начата|не начат|ожидает|в ожидании|запланировано|планируется|не готово|не готов|не сделано|не выполнено|не выполнена|не завершено|не реализовано|не исправлено|не решено|не закрыто|к выполнению|сделать|нужно сделать|заблокировано|отсутствует|в планах|осталось|ещё не выполнено|еще не выполнено|ещё не готово|еще не готово|ещё не начато|еще не начато|нужно доделать|не сделан|не сделана|не реализован|не реализована|не исправлен|не исправлена|не завершён|не завершен|не завершена|не внедрено|не закрыт|не закрыта|не решена|запланирован|запланирована|в очереди|открытая|новая|к реализации|требуется сделать|надо сделать|предстоит|бэклог",
    ),
    (Status::Deferred, "ru", "отложено|отложена|отложен|приостановлено|на паузе|перенесено"),
    (
        Status::Dropped,
        "ru",
        "отменено|отменена|отменён|отменен|отклонено|неактуально|не актуально|не нужно|не требуется|не планируется|не применимо|неприменимо|отклонён|отклонен|отклонена|не будет|не будет исправлено|не будем делать|дубликат",
    ),
    (Status::Closed, "uk", "виконано|зроблено|завершено|закрито|вирішено|виправлено|реалізовано"),
    (Status::Confirmed, "uk", "перевірено"),
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
    (
        Status::Started,
        "cs",
        "probíhá|rozpracováno|v řešení|částečně|zahájeno|téměř hotovo|částečně hotovo|skoro hotovo|v procesu|rozděláno",
    ),
    (
        Status::Open,
        "cs",
        "otevřeno|čeká|nezahájeno|nehotovo|nedokončeno|naplánováno|udělat|plánováno|není hotovo|nesplněno|nevyřešeno|neopraveno|ještě ne|čekající|zbývá|k řešení",
    ),
    (Status::Deferred, "cs", "odloženo|pozastaveno"),
    (Status::Dropped, "cs", "zrušeno|zamítnuto"),
    (
        Status::Closed,
        "sv",
        "färdig|färdigt|slutförd|slutfört|avslutad|avslutat|klart|löst|stängd|åtgärdad|åtgärdat",
    ),
    (
        Status::Started,
        "sv",
        "pågår|pågående|påbörjad|påbörjat|delvis|nästan färdig|nästan klar|nästan klart|delvis klart|delvis klar|under arbete",
    ),
    (
        Status::Open,
        "sv",
        "att göra|öppen|ej påbörjad|ej påbörjat|inte påbörjad|väntar|planerad|ej klar|inte klar|inte färdig|inte färdigt|ej färdig|ej färdigt|inte påbörjat|ej klart|inte klart|ej löst|ej avslutad|saknas|återstår",
    ),
    (Status::Deferred, "sv", "uppskjuten|uppskjutet|pausad"),
    (Status::Dropped, "sv", "avbruten|avvisad|inställd"),
    (
        Status::Closed,
        "tr",
        "tamamlandı|bitti|yapıldı|çözüldü|kapatıldı|kapandı|tamam|düzeltildi|bitirildi|tamamlanmış|yapılmış|çözülmüş|düzeltilmiş|uygulandı|tamamlanan|tamamlananlar|bitmiş|eklendi|hazır",
    ),
    (Status::Confirmed, "tr", "doğrulandı"),
    (
        Status::Started,
        "tr",
        "devam ediyor|devam eden|başladı|yapılıyor|sürüyor|kısmen|kısmen tamamlandı|geliştiriliyor|neredeyse bitti|neredeyse tamamlandı|kısmi|kısmen yapıldı|geliştirme aşamasında|devam etmekte|sürmekte|test ediliyor|inceleniyor|yapım aşamasında|başlandı",
    ),
    (
        Status::Open,
        "tr",
        "yapılacak|yapılacaklar|bekliyor|beklemede|açık|başlamadı|başlanmadı|tamamlanmadı|yapılmadı|bitmedi|planlandı|planlanan|engellendi|eksik|henüz tamamlanmadı|henüz yapılmadı|henüz başlamadı|henüz başlanmadı|tamamlanacak|çözülmedi|düzeltilmedi|bekleyen|planlanmış|planlanıyor|yapılması gereken|uygulanmadı|kapatılmadı|açıkta|sırada",
    ),
    (
        Status::Deferred,
        "tr",
        "ertelendi|askıda|askıya alındı|ertelenmiş|ertelenen|durduruldu|duraklatıldı",
    ),
    (
        Status::Dropped,
        "tr",
        "iptal|iptal edildi|reddedildi|vazgeçildi|iptal edilmiş|vazgeçilmiş|gerekli değil|gerek yok|uygulanmayacak|yapılmayacak",
    ),
    (
        Status::Closed,
        "zh",
        "已完成|完成|已解决|已修复|已关闭|已实现|已上线|已交付|完了|全部完成|已实施|已結束|已解決|已修復|已關閉|已實現|已处理|已做|完成了|已完结|已搞定|已落地|已合并|已合入|已发布|已提交|全部实现|全部修复|已全部完成|已經完成|已经完成|已補上|已补齐|已部署|已更新|已修正|已清理|已添加|已支持|已缓解|已优化",
    ),
    (Status::Confirmed, "zh", "已验证|已驗證|已验收"),
    (
        Status::Started,
        "zh",
        "进行中|開發中|开发中|進行中|部分完成|处理中|處理中|已开始|已開始|实施中|實施中|测试中|測試中|修复中|修復中|优化中|完善中|编写中|部分实现|部分|正在进行|审核中|基本完成|部分修复|部分解决|部分支持|大部分完成|接近完成|即将完成|正在开发|正在进行中|正在处理|开发测试中|改造中|做了一半|推进中|跟进中|待续|研发中|联调中|设计中|调研中|重构中|持续进行|执行中|施工中|迁移中|半完成|部份完成|未全部完成|未完全完成|未完全实现",
    ),
    (
        Status::Open,
        "zh",
        "待办|待辦|剩余|剩餘|待处理|待處理|未完成|未开始|未開始|待开始|待開始|未解决|未修复|未实现|未實現|待实现|待完成|待定|计划中|計劃中|规划中|打开|开放|开启|阻塞|已阻塞|缺失|待做|尚未开始|尚未完成|未启动|待修复|待解决|未处理|计划|等待中|还未完成|还没完成|没有完成|没完成|未做|没做|尚未|尚未实现|尚未解决|尚未修复|还未开始|还没开始|需要完成|未上线|未实施|未落实|未結束|未修復|未解決|未處理|待修復|待解決|待实施|待优化|待排期|未排期|待启动|待确认|待跟进|未通过|待规划|规划|新建|待完善|待补充|待測試|未测试|未启用|不完整|不足|未覆盖|待开发|待设计|待讨论|待测试|待验证|待上线|待评估",
    ),
    (
        Status::Deferred,
        "zh",
        "已推迟|推迟|延期|已延期|暂缓|搁置|已搁置|暂停|已暂停|延后|暫緩|擱置|暫停|推遲|延迟|已延迟|暂不处理|暂不实现|暂不支持|后续处理|后续再做|暂时搁置|挂起|已挂起|以后再说",
    ),
    (
        Status::Dropped,
        "zh",
        "已取消|取消|已放弃|放弃|废弃|已废弃|不做|不修复|已拒绝|拒绝|作废|已作废|無需|无需|放棄|已否决|不需要|不适用|不再需要|不处理|不实现|不予处理|已废除|已忽略|已移除需求|无需处理|无需修复|不適用|不需要了|不修",
    ),
    (
        Status::Closed,
        "zh-tw",
        "已完成|完成|已解決|已修復|已關閉|已實現|已結案|已合併|已發布|已處理",
    ),
    (Status::Confirmed, "zh-tw", "已驗證|已驗收"),
    (Status::Started, "zh-tw", "進行中|開發中|處理中|已開始|實施中|測試中|部分完成|部分"),
    (
        Status::Open,
        "zh-tw",
        "待辦|待處理|未開始|待開始|未完成|待實作|待設計|規劃中|計劃中|尚未開始",
    ),
    (Status::Deferred, "zh-tw", "已延後|延後|暫緩|擱置|暫停|推遲"),
    (Status::Dropped, "zh-tw", "已取消|取消|放棄|已放棄|不做"),
    (
        Status::Closed,
        "ja",
        "完了済み|完了済|対応済み|対応済|実装済み|実装済|修正済み|修正済|解決済み|解決済|解決|クローズ|済み|済|終了|実装完了|対応完了|完成済み|完了しました|対応しました|修正しました|実装しました|完了した|リリース済み|リリース済|導入済み|追加済み|削除済み|移行済み|反映済み|マージ済み|マージ済|作成済み|設定済み|公開済み|適用済み|適用済|解消|解消済み|クローズ済み|クローズ済",
    ),
    (Status::Confirmed, "ja", "確認済み|確認済|検証済み|検証済"),
    (
        Status::Started,
        "ja",
        "対応中|作業中|着手|着手済み|着手中|実装中|開発中|一部完了|部分完了|一部対応|レビュー中|実施中|確認中|ほぼ完了|ほぼ完成|部分対応|一部対応済み|一部実装|一部実装済み|部分実装|進行中|取り組み中|修正中|調査中|テスト中|検証中|移行中|設計中|準備中|対応中（一部）|処理中|継続中|実行中|着手しました",
    ),
    (
        Status::Open,
        "ja",
        "未着手|未対応|未完了|未実装|未解決|未処理|未定|予定|オープン|待ち|未修正|これから|やること|計画中|計画済み|未|未完|未着手（予定）|未開始|未検証|着手前|開始前|完了予定|対応予定|実装予定|完了待ち|対応待ち|完了していない|まだ完了していない|未リリース|未導入|未設定|未作成|未テスト|要対応|要修正|要検討|検討中|起票済み|未決|待機中|待機|バックログ|再オープン|ブロック中|残課題|実装待ち|予定あり|未完成",
    ),
    (Status::Deferred, "ja", "保留|保留中|延期中|見送り|先送り|中断"),
    (
        Status::Dropped,
        "ja",
        "中止|キャンセル|却下|対応不要|不要|取り下げ|廃止|対応しない|対象外|該当なし|見送|スキップ|不採用|非対応|なし（不要）|対応なし|実装しない|やらない",
    ),
    (
        Status::Closed,
        "ko",
        "완료|완료됨|완료함|해결|해결됨|해결 완료|종료|종료됨|수정됨|수정 완료|구현됨|구현 완료|처리됨|처리 완료|끝|완성|적용 완료|작업 완료|닫힘|마침|완료했음|완료하였음|완료했습니다|완료되었습니다|수정했음|반영 완료|반영됨|배포 완료|배포됨|조치 완료|조치완료|개선 완료|개선완료|구현완료|수정완료|작업완료|처리완료|해결완료|적용됨|적용완료|추가됨|추가 완료|개발 완료|개발완료|설정 완료|도입 완료",
    ),
    (Status::Confirmed, "ko", "검증됨|검증 완료|확인됨|확인 완료|검증완료|확인완료"),
    (
        Status::Started,
        "ko",
        "진행중|진행 중|작업중|작업 중|개발중|개발 중|부분완료|부분 완료|일부 완료|일부완료|시작|시작됨|검토중|검토 중|구현 중|구현중|착수|테스트 중|부분 구현|진행|거의 완료|거의 다 됨|부분 해결|일부 구현|일부 해결|부분 적용|일부 적용|수정 중|수정중|개선 중|개선중|조사 중|조사중|처리 중|처리중|설계 중|설계중|리뷰 중|준비 중|준비중|테스트중|검증 중|검증중|배포 중|진행 중임|반쯤 완료",
    ),
    (
        Status::Open,
        "ko",
        "미완료|대기|대기중|대기 중|미착수|예정|할 일|할일|미시작|시작 전|시작전|미구현|미해결|미처리|열림|계획|계획됨|계획 중|차단됨|미정|시작 안함|시작 안 함|필요|미수정|미진행|완료되지 않음|완료 안됨|완료 안 됨|아직 완료 안 됨|구현 안됨|구현 안 됨|완료 예정|완료예정|진행예정|진행 예정|구현 예정|구현예정|구현 필요|구현필요|작업 필요|작업필요|수정 필요|개선 필요|조치 필요|확인 필요|검토 필요|미조치|미적용|미도입|미반영|미배포|미작성|미확인|미검증|미설정|없음|차단|블로킹|보완 필요|착수 전|신규|접수|등록|대기열|예정됨|재오픈|다시 열림|부재|추가 필요|필요함|개발 예정",
    ),
    (Status::Deferred, "ko", "보류|보류됨|보류중|보류 중|연기|연기됨|후순위|미룸"),
    (
        Status::Dropped,
        "ko",
        "취소|취소됨|폐기|폐기됨|기각|철회|불필요|제외|제외됨|포기|해당 없음|해당없음|해당사항 없음|안 함|하지 않음|필요 없음|필요없음|적용 안함|미해당",
    ),
    (
        Status::Closed,
        "vi",
        "hoàn thành|đã hoàn thành|xong|đã xong|hoàn tất|đã hoàn tất|đã sửa|đã đóng|đã giải quyết|đã triển khai",
    ),
    (Status::Confirmed, "vi", "đã kiểm chứng|đã xác minh"),
    (
        Status::Started,
        "vi",
        "đang làm|đang thực hiện|đang tiến hành|đang xử lý|đang phát triển|một phần|hoàn thành một phần|đang triển khai|gần xong|sắp hoàn thành|sắp xong|gần hoàn thành",
    ),
    (
        Status::Open,
        "vi",
        "chưa làm|chưa bắt đầu|chưa hoàn thành|chưa xong|cần làm|đang chờ|chờ|mở|chưa thực hiện|dự kiến|chưa xử lý|chưa triển khai|còn thiếu|chưa sửa|chưa giải quyết|chưa có|chưa hoàn tất|sẽ làm|chưa đóng",
    ),
    (Status::Deferred, "vi", "tạm hoãn|hoãn|hoãn lại|tạm dừng"),
    (Status::Dropped, "vi", "đã hủy|hủy|hủy bỏ|bỏ|từ chối"),
    (Status::Closed, "id", "selesai|sudah selesai|rampung|tuntas|ditutup|terselesaikan"),
    (
        Status::Started,
        "id",
        "sedang berjalan|sedang dikerjakan|dalam proses|dalam pengerjaan|dikerjakan|sebagian|sebagian selesai|hampir selesai|sedang diproses|sedang dikembangkan",
    ),
    (
        Status::Open,
        "id",
        "belum|belum dimulai|belum selesai|belum dikerjakan|akan dikerjakan|menunggu|direncanakan|terbuka|tertunda|belum rampung|belum tuntas|belum diperbaiki|belum ditangani|belum ada",
    ),
    (Status::Deferred, "id", "ditunda|ditangguhkan"),
    (Status::Dropped, "id", "dibatalkan|batal|ditolak"),
    (
        Status::Closed,
        "ar",
        "مكتمل|مكتملة|تم|منجز|تم الانتهاء|مغلق|تم الحل|منتهي|اكتمل|اكتملت|تمت|أنجز|تم التنفيذ|تم الإنجاز|تم الإصلاح|محلول|مغلقة|منجزة",
    ),
    (
        Status::Started,
        "ar",
        "قيد التنفيذ|قيد العمل|جاري|جارٍ|جاري العمل|جزئي|قيد التطوير|مكتمل جزئيا|مكتمل جزئياً|تم جزئيا|تم جزئياً|جزئيا|جزئياً|قيد الإنجاز|قيد المراجعة|جارية|بدأ",
    ),
    (
        Status::Open,
        "ar",
        "لم يبدأ|مفتوح|معلق|قيد الانتظار|غير مكتمل|لم يكتمل|مخطط|للتنفيذ|لم يتم|غير مكتملة|لم يكتمل بعد|لم يتم بعد|غير منجز|لم ينجز|للعمل|لم تبدأ|غير مبدوء|مطلوب|ناقص|مفقود|متبقي",
    ),
    (Status::Deferred, "ar", "مؤجل|متوقف|مؤجلة|معلق مؤقتا|تم التأجيل"),
    (Status::Dropped, "ar", "ملغى|ملغي|مرفوض|ملغاة|غير مطلوب|لا ينطبق|مستبعد"),
    (Status::Closed, "hi", "पूर्ण|पूरा|हो गया|संपन्न|समाप्त"),
    (Status::Started, "hi", "प्रगति में|जारी|चालू|आंशिक"),
    (Status::Open, "hi", "लंबित|शुरू नहीं|अधूरा|बाकी|खुला"),
    (Status::Deferred, "hi", "स्थगित"),
    (Status::Dropped, "hi", "रद्द"),
    (Status::Closed, "he", "הושלם|הושלמה|בוצע|בוצעה|סגור|סגורה|תוקן|הסתיים|נפתר|טופל"),
    (Status::Started, "he", "בתהליך|בעבודה|בביצוע|בטיפול|התחיל|חלקי|הושלם חלקית|בפיתוח"),
    (
        Status::Open,
        "he",
        "פתוח|פתוחה|לא התחיל|לא הושלם|לא בוצע|טרם התחיל|טרם הושלם|לביצוע|ממתין|ממתינה|מתוכנן|חסום|חסר|לא תוקן|לא נפתר",
    ),
    (Status::Deferred, "he", "מושהה|הוקפא|בהמתנה"),
    (Status::Dropped, "he", "בוטל|בוטלה|לא רלוונטי|ננטש"),
    (
        Status::Closed,
        "fa",
        "انجام شد|انجام شده|تکمیل شد|تکمیل شده|تمام شد|بسته شد|رفع شد|رفع شده|حل شد",
    ),
    (Status::Started, "fa", "در حال انجام|در دست انجام|در جریان|نیمه کاره|در حال توسعه"),
    (
        Status::Open,
        "fa",
        "انجام نشده|شروع نشده|باز|در انتظار|تکمیل نشده|ناقص|رفع نشده|حل نشده|برنامه ریزی شده",
    ),
    (Status::Deferred, "fa", "به تعویق افتاده|متوقف"),
    (Status::Dropped, "fa", "لغو شد|لغو شده|رد شد"),
];
