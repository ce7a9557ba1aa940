namespace DbPerService.Replay.Chaos;

/// <param name="Kind">The kind of fault.</param>
/// <param name="Target">The planned target.</param>
/// <param name="At">When it began, in seconds since the first order.</param>
/// <param name="Until">When it ended, in seconds since the first order.</param>
/// <param name="Hit">What was hit, as text: process ids, slots, a link's fault; or why nothing was.</param>
/// <param name="RecoveredAfter">
/// Seconds from its end until every order accepted before that end was finished; null if some never were.
/// </param>
sealed record FaultOutcome(string Kind, string Target, double At, double Until, string Hit, double? RecoveredAfter);
