using System.Text;

namespace DbPerService.Messaging;

/// <summary>Why a message could not be applied, in a form that every store accepts.</summary>
public sealed record DeadLetterCause
{
    /// <summary>Maximum length of a detail in characters.</summary>
    public const int MaxDetailLength = 2000;

    /// <param name="reason">The kind of failure.</param>
    /// <param name="detail">What exactly failed; truncated, without characters that a database rejects.</param>
    public DeadLetterCause(DeadLetterReason reason, string detail)
    {
        Reason = reason;
        Detail = Storable(detail);
    }

    /// <summary>The kind of failure.</summary>
    public DeadLetterReason Reason { get; }

    /// <summary>What exactly failed, for an operator; it may quote the message.</summary>
    public string Detail { get; }

    /// <summary>The cause of every event that waits behind a dead letter of its key.</summary>
    public static DeadLetterCause BehindAnother { get; } =
        new(DeadLetterReason.BehindAnother, "An earlier event of this key is a dead letter.");

    /// <summary>The cause for a handler's exception.</summary>
    internal static DeadLetterCause Of(Exception exception) => new(
        exception switch
        {
            PermanentFailureException => DeadLetterReason.Refused,
            NotYetVisibleException => DeadLetterReason.NotYetVisible,
            _ => DeadLetterReason.Failed,
        },
        exception.Message);

    // An exception's text may quote the input: U+0000, and half a surrogate pair where it was truncated.
    static string Storable(string text)
    {
        var cut = text.Length <= MaxDetailLength ? text : text[..MaxDetailLength];
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut.Replace('\0', '\uFFFD')));
    }
}
