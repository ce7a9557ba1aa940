using System.Text.Json.Serialization;

namespace DbPerService.Consistency;

/// <summary>The digests of an owner's entries; <see cref="Next"/> is the value of <c>from</c> for the next ones, null at the end.</summary>
sealed record DigestPage(IReadOnlyList<RangeDigest> Parts, string? Next);

/// <summary>An owner's entries; <see cref="Next"/> is the value of <c>after</c> for the next ones, null at the end.</summary>
sealed record ItemPage(IReadOnlyList<CopyItem> Items, string? Next);

/// <summary>What this process knows of a copy, or of the holds.</summary>
/// <param name="Name">The copied topic, or <c>holds</c>.</param>
/// <param name="Owner">The service that it is compared with.</param>
/// <param name="LastSuccess">The last run that compared everything; null if there was none yet.</param>
/// <param name="LastFailure">Why the last run failed; null if it did not.</param>
/// <param name="TotalRepaired">Entries repaired since the process started.</param>
sealed record ReconciliationStatus(string Name, string Owner, ReconciliationRun? LastSuccess, string? LastFailure, long TotalRepaired);

/// <summary>A comparison of a copy with its owner, or of holds with what they are for.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Compared">How many entries the owner has, or how many holds were asked for.</param>
/// <param name="Found">How many differed, by kind: those of a copy twice in a row.</param>
/// <param name="Repaired">How many were repaired.</param>
/// <param name="Kept">How many the owner does not have and the copy keeps, since they are too many to be believed.</param>
sealed record ReconciliationRun(
    DateTimeOffset StartedAt, DateTimeOffset FinishedAt, long Compared, IReadOnlyDictionary<string, int> Found, int Repaired, int Kept);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DigestPage))]
[JsonSerializable(typeof(ItemPage))]
[JsonSerializable(typeof(HoldQuestion))]
[JsonSerializable(typeof(HoldAnswer))]
sealed partial class CopyJson : JsonSerializerContext;
