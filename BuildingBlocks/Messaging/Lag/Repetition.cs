namespace DbPerService.Messaging;

/// <summary>Whether a failure differs from the previous one: a failure that repeats every second is logged once.</summary>
sealed class Repetition
{
    string? _last;

    public bool IsNew(string reason)
    {
        var isNew = reason != _last;
        _last = reason;
        return isNew;
    }

    public void End() => _last = null;
}
