using DbPerService.Replay.Measure;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class ProcessFiguresTests
{
    [Fact]
    public void A_process_name_may_contain_spaces_and_brackets() =>
        Assert.Equal(
            new ProcessStat(812, 7, 1 + 20 + 300 + 4000, 5555),
            ProcessStat.Parse(
                "812 (odd (name) x) S 7 812 812 0 -1 4194304 9 9 9 9 1 20 300 4000 20 0 12 0 1234 99999 5555 18446744073709551615 1 1"));

    [Theory]
    [InlineData("")]
    [InlineData("812 (short) S 7")]
    public void Other_lines_are_not_read_as_process_lines(string line) => Assert.Null(ProcessStat.Parse(line));

    [Fact]
    public void CPU_time_counts_from_the_first_sample_and_continues_over_a_restart()
    {
        var use = new ProcessUse();
        use.Saw(pid: 1, ticks: 1000, bytes: 10);
        use.Saw(pid: 1, ticks: 1100, bytes: 30);
        use.Saw(pid: 1, ticks: 1090, bytes: 30);
        use.Saw(pid: 2, ticks: 50, bytes: 5);
        use.Saw(pid: 2, ticks: 150, bytes: 20);

        Assert.Equal(2.5, use.CpuSeconds);
        Assert.Equal(new MemoryFigures(StartBytes: 10, HalfwayBytes: 30, EndBytes: 20, MaxBytes: 30), use.Memory);
    }

    [Fact]
    public void Guest_time_is_not_counted_twice()
    {
        var before = MachineTime.Parse("cpu  100 0 100 800 0 0 0 0 999 999");
        var after = MachineTime.Parse("cpu  150 0 125 1000 0 0 0 25 2000 2000");

        Assert.Equal((25 / 300d, 1 - 200 / 300d), MachineTime.Shares(before, after));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu 1 2 3")]
    [InlineData("cpu0 1 2 3 4 5 6 7 8 9 10")]
    public void Other_lines_are_not_read_as_the_machines_line(string line) => Assert.Null(MachineTime.Parse(line));
}
