namespace DbPerService.Messaging;

/// <summary>Whether a failure is another one than the last: what fails every second is reported once.</summary>
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
