namespace DbPerService.Replay.Chaos;

/// <param name="Kind">What was to happen.</param>
/// <param name="Target">To what.</param>
/// <param name="At">Seconds since the first order at which it did.</param>
/// <param name="Until">And at which it was over.</param>
/// <param name="Hit">What it hit, in words: process ids, slots, a link's fault; or why nothing.</param>
/// <param name="RecoveredAfter">
/// Seconds from its end until every order accepted before that end was finished; null when some never were.
/// </param>
internal sealed record FaultOutcome(string Kind, string Target, double At, double Until, string Hit, double? RecoveredAfter);
