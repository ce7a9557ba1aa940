using System.Text;

namespace DbPerService.Messaging;

/// <summary>A page of dead letters.</summary>
/// <param name="Items">The dead letters, by position.</param>
/// <param name="Next">The value of <c>after</c> for the next page, or null.</param>
sealed record DeadLetterPage(IReadOnlyList<DeadLetterItem> Items, long? Next);

/// <summary>A dead letter in a list. A long key is truncated; redrive and discard those by id.</summary>
sealed record DeadLetterItem(
    Guid Id, long Position, string Topic, string? Key, bool Blocking, string Reason, string Detail, string Type, string Source,
    DateTimeOffset Time, int Size, int Partition, long Offset, DateTimeOffset DeadLetteredAt, int Redrives, int Repeats, DiscardedBy? Discarded)
{
    public static DeadLetterItem Of(DeadLetter letter) => new(
        letter.Id, letter.Position, letter.Topic, letter.Key?.Shortened(),
        letter.Discarded is null && letter.Cause.Reason != DeadLetterReason.BehindAnother, letter.Cause.Reason.ToString(),
        letter.Cause.Detail, letter.Type, letter.Source, letter.Time, letter.Size, letter.Partition, letter.Offset, letter.DeadLetteredAt,
        letter.Redrives, letter.Repeats, letter.Discarded);
}

/// <summary>A whole dead letter.</summary>
sealed record DeadLetterContent(
    DeadLetterItem Letter, string? Key, Content Payload, IReadOnlyList<ContentHeader> Headers)
{
    public static DeadLetterContent Of(DeadLetter letter, ConsumedMessage message) => new(
        DeadLetterItem.Of(letter), letter.Key, Content.Of(message.Payload),
        [.. message.Headers.Select(header => new ContentHeader(header.Name, header.Value is null ? null : Content.Of(header.Value)))]);
}

/// <summary>A header of a dead letter.</summary>
sealed record ContentHeader(string Name, Content? Value);

/// <summary>Bytes: as text if they are UTF-8, else in base64.</summary>
sealed record Content(string? Text, string? Base64)
{
    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static Content Of(byte[] bytes)
    {
        try
        {
            return new Content(Strict.GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            return new Content(null, Convert.ToBase64String(bytes));
        }
    }
}

/// <summary>The number of waiting dead letters.</summary>
sealed record DeadLetterSummary(long Waiting, double OldestAge, IReadOnlyList<DeadLetterGroup> Groups)
{
    public static DeadLetterSummary Of(IReadOnlyList<DeadLetterCount> counts) => new(
        counts.Sum(count => count.Count), counts.Select(count => count.OldestAge.TotalSeconds).DefaultIfEmpty().Max(),
        [.. counts.Select(count => new DeadLetterGroup(count.Topic, count.Reason.ToString(), count.Count, count.OldestAge.TotalSeconds))]);
}

/// <summary>Dead letters of a topic and reason; ages in seconds.</summary>
sealed record DeadLetterGroup(string Topic, string Reason, long Count, double OldestAge);

/// <summary>What to redrive: an id, or a topic and a key, or a reason and optionally a topic.</summary>
sealed record RedriveRequest(Guid? Id = null, string? Topic = null, string? Key = null, string? Reason = null);

/// <summary>The outcome of a redrive. <paramref name="Complete"/> is false if time ran out before everything was redriven.</summary>
sealed record RedriveResponse(int Redriven, int FailedCount, IReadOnlyList<RedriveFailure> Failed, bool Complete)
{
    const int MaxFailures = 100;

    public static RedriveResponse Of(RedriveOutcome outcome, bool isComplete) => new(
        outcome.Redriven, outcome.Failed.Count,
        [.. outcome.Failed.Take(MaxFailures).Select(letter => new RedriveFailure(
            letter.Id, letter.Topic, letter.Key?.Shortened(), letter.Cause.Reason.ToString(), InWords(letter.Cause.Reason)))],
        isComplete);

    static string InWords(DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.Unreadable => "It is not an event that this service can read.",
        DeadLetterReason.Refused => "The handler refused it: it breaks a rule.",
        DeadLetterReason.NotYetVisible => "It refers to something that does not exist.",
        _ => "The handler failed.",
    };
}

/// <summary>A dead letter that failed again and blocks its key.</summary>
sealed record RedriveFailure(Guid Id, string Topic, string? Key, string Reason, string Detail);

/// <summary>What to discard, why, and who requests it.</summary>
sealed record DiscardRequest(Guid? Id = null, string? Topic = null, string? Key = null, string? Reason = null, string? By = null);

/// <summary>How many were discarded.</summary>
sealed record DiscardResponse(int Discarded);
