"""What the pages say, a file a page and a class a part of it: `Headline.TOGETHER` is read where it is shown."""
