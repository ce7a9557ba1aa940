namespace DbPerService.FaultyNetwork;

/// <summary>A connection to be reset in place of the answer to one request.</summary>
sealed class ReplyCut(Func<ReadOnlyMemory<byte>, bool> request)
{
    readonly TaskCompletionSource _happened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _taken;

    public Task TestEvent => _happened.Task;

    /// <summary>Whether these bytes are the request, which one connection gets to answer.</summary>
    public bool Takes(ReadOnlyMemory<byte> bytes) => Volatile.Read(ref _taken) == 0 && request(bytes) && Interlocked.Exchange(ref _taken, 1) == 0;

    public void Done() => _happened.TrySetResult();

    /// <summary>Unless a request has been passed on already.</summary>
    public void Cancel()
    {
        if (Interlocked.Exchange(ref _taken, 1) == 0)
        {
            _happened.TrySetCanceled();
        }
    }
}
