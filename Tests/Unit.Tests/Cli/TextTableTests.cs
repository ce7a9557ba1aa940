using DbPerService.Cli;
using Spectre.Console;

namespace DbPerService.Tests.Unit.Cli;

public sealed class TextTableTests
{
    [Fact]
    public void Plain_text_has_aligned_columns_and_no_trailing_blanks()
    {
        var output = new StringWriter { NewLine = "\n" };

        ConsoleOutput.Plain(output).Write(
            new TextTable("Orders").Numbers("count").Text("remark").Row(null, "placed", "1,000").Row(null, "refused", "7", "[why]"));

        Assert.Equal("Orders     count  remark\n  placed   1,000\n  refused      7  [why]\n", output.ToString());
    }

    [Fact]
    public void Plain_text_has_no_control_sequences_and_long_lines_stay_whole()
    {
        var output = new StringWriter { NewLine = "\n" };
        var path = "/" + new string('a', 500) + " b";

        ConsoleOutput.Plain(output).Write(new TextTable("Bad").Row(new Style(Color.Red), path));

        Assert.Equal($"Bad\n  {path}\n", output.ToString());
    }
}
