namespace DbPerService.Orders;

/// <summary>How many answers of participants this process has applied lately: whether they are working or silent.</summary>
internal sealed class Workload
{
    int _answers;

    public void Add(int answers) => Interlocked.Add(ref _answers, answers);

    /// <summary>The answers since the last call.</summary>
    public int Take() => Interlocked.Exchange(ref _answers, 0);
}
