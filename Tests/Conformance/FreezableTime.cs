namespace DbPerService.Tests.Conformance;

/// <summary>
/// The clock of a process that can be frozen, as by SIGSTOP: nothing it waits for happens until it is thawed, while time passes.
/// </summary>
public sealed class FreezableTime : TimeProvider
{
    volatile TaskCompletionSource? _frozen;

    public void Freeze() => _frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw()
    {
        var frozen = _frozen;
        _frozen = null;
        frozen?.SetResult();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(
            async state =>
            {
                while (_frozen is { } frozen)
                {
                    await frozen.Task;
                }

                callback(state);
            },
            state, dueTime, period);
}
